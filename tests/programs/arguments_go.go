// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause

// Arguments and results of Go's own types; see arguments.h for what is printed.
package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"strings"
)

type point struct {
	x, y int
}

type person struct {
	name string
	age  int32
	in   bool
}

//go:noinline
func ofNumbers(a int8, b uint16, c int32, d uint64, e bool, f float64, g int) int32 {
	return int32(a) + int32(b) + c + int32(d) + int32(g)
}

//go:noinline
func ofString(text string, after int) int {
	return len(text) + after
}

//go:noinline
func toString(text string, times int) (string, error) {
	return strings.Repeat(text, times), nil
}

//go:noinline
func ofPoint(p point, q *point) point {
	return point{p.x + q.x, p.y + q.y}
}

//go:noinline
func ofPerson(who person) int32 {
	return who.age
}

//go:noinline
func ofMany(a, b, c, d, e, f, g, h, i, j, k int, last string) int {
	return a + b + c + d + e + f + g + h + i + j + k + len(last)
}

//go:noinline
func (p *point) Move(by int, why string) int {
	p.x += by
	return p.x + len(why)
}

func main() {
	fmt.Println("ready", os.Getpid())
	bufio.NewReader(os.Stdin).ReadString('\n')

	ofNumbers(math.MinInt8, math.MaxUint16, math.MinInt32, math.MaxUint64, true, 1.5, -7)
	fmt.Printf("call main.ofNumbers | {'a': -128, 'b': 65535, 'c': %d, 'd': %d, 'e': True, "+
		"'f': '<xmm>', 'g': -7} | '*'\n", math.MinInt32, uint64(math.MaxUint64))
	ofString("", 1)
	fmt.Println("call main.ofString | {'text': '', 'after': 1} | 1")
	ofString("two\n\"lines\"", 2)
	fmt.Println("call main.ofString | {'text': 'two\\n\"lines\"', 'after': 2} | 13")
	ofString(strings.Repeat("v", 5000), 0)
	fmt.Println("call main.ofString | {'text': 'v' * 5000, 'after': 0} | 5000")
	toString("ab", 2)
	fmt.Println("call main.toString | {'text': 'ab', 'times': 2} | '*abab*'")
	q := &point{30, 40}
	ofPoint(point{1, 2}, q)
	fmt.Printf("call main.ofPoint | {'p': '{x=1, y=2}', 'q': '%p'} | '{x=31, y=42}'\n", q)
	ofPerson(person{"Ada", 36, true})
	fmt.Println("call main.ofPerson | {'who': '{name=\"Ada\", age=36, in=true}'} | 36")
	ofMany(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, "last")
	fmt.Println("call main.ofMany | {'a': 1, 'b': 2, 'c': 3, 'd': 4, 'e': 5, 'f': 6, 'g': 7, " +
		"'h': 8, 'i': 9, 'j': 10, 'k': 11, 'last': 'last'} | 70")
	q.Move(5, "why")
	fmt.Printf("call main.(*point).Move | {'p': '%p', 'by': 5, 'why': 'why'} | 38\n", q)
}
