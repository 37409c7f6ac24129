// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause

// go_panics: panics of several kinds that safe() recovers, and then one that nobody does.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
)

type odd struct{ a int }

//go:noinline
func thrower(n int, s string) int {
	switch n {
	case 0:
		panic("plain text")
	case 1:
		panic(errors.New("an error"))
	case 2:
		panic(fmt.Errorf("wrapped %d: %w", n, os.ErrNotExist))
	case 3:
		var p *odd
		return p.a
	case 4:
		a := make([]int, n)
		return a[n+len(s)]
	case 5:
		panic(odd{3})
	case 6:
		panic(42)
	}
	return n
}

//go:noinline
func middle(n int) int {
	r := thrower(n, "alice") + 1
	return r * 2
}

//go:noinline
func safe(n int) (r int) {
	defer func() {
		if recover() != nil {
			r = -1
		}
	}()
	return middle(n)
}

func main() {
	fmt.Println("ready", os.Getpid())
	bufio.NewReader(os.Stdin).ReadString('\n')
	for i := 0; i < 8; i++ {
		fmt.Println(i, safe(i))
	}
	middle(1)
}
