// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause

// cgo [N]: Go and C in one program, linked by the C linker with thread-local variables of C's, so
// that Go's own is not right below the thread pointer. 8 goroutines, N (200) rounds each, of
// main.outer (Go) → c_double (C) → twice main.inner (Go) → c_add (C).
//
// Prints "ready PID", waits for a line on stdin, works, and then prints "count NAME OUTCOME=N" for
// each function, and a checksum.
package main

/*
static __thread long calls[4];

extern long called(long);

__attribute__((noinline)) static long c_add(long value)
{
	calls[value & 3]++;
	__asm__ volatile("" : "+r"(value));
	return value + 1;
}

__attribute__((noinline)) static long c_double(long value)
{
	return called(value) + called(value);
}
*/
import "C"

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
)

//export called
func called(value C.long) C.long {
	return inner(value)
}

//go:noinline
func inner(value C.long) C.long {
	return C.c_add(value)
}

//go:noinline
func outer(value int) int {
	return int(C.c_double(C.long(value)))
}

func main() {
	var all sync.WaitGroup
	var checksum int64
	rounds := 200

	if len(os.Args) > 1 {
		rounds, _ = strconv.Atoi(os.Args[1])
	}
	fmt.Println("ready", os.Getpid())
	bufio.NewReader(os.Stdin).ReadString('\n')
	for i := 0; i < 8; i++ {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			for round := 0; round < rounds; round++ {
				atomic.AddInt64(&checksum, int64(outer(i+round)))
			}
		}(i)
	}
	all.Wait()
	fmt.Printf("count c_add returned=%d\n", 16*rounds)
	fmt.Printf("count c_double returned=%d\n", 8*rounds)
	fmt.Printf("count main.inner returned=%d\n", 16*rounds)
	fmt.Printf("count main.outer returned=%d\n", 8*rounds)
	fmt.Println("checksum", checksum)
}
