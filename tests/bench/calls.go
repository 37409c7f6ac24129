// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause

// calls_go [CALLS]: time of a call to a Go function that calls another, as most do: it begins with
// the check of its stack and a push. Waits for a line on stdin before each round.
package main

import (
	"bufio"
	"fmt"
	"os"
	"sort"
	"strconv"
	"time"
)

var sink int

//go:noinline
func inner(number int) {
	sink = number
}

//go:noinline
func timed(number int) int {
	inner(number)
	return number + 1
}

// Median over ten batches, in ns.
func timeCall(calls int) float64 {
	var times []float64

	for batch := 0; batch < 10; batch++ {
		start := time.Now()
		for i := 0; i < calls/10; i++ {
			timed(i)
		}
		times = append(times, float64(time.Since(start).Nanoseconds())/float64(calls/10))
	}
	sort.Float64s(times)
	return times[5]
}

func main() {
	calls := 20000
	lines := bufio.NewScanner(os.Stdin)

	if len(os.Args) > 1 {
		calls, _ = strconv.Atoi(os.Args[1])
	}
	for lines.Scan() {
		fmt.Printf("%.1f\n", timeCall(calls))
	}
}
