// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause

// goroutines [WHAT [N]]: what a tracer may break in Go, each in a fixed number of calls.
//
//	grow [N]     N (1,000) goroutines recurse 30 deep with large frames: stacks grow and move
//	deep [N]     one goroutine recurses N (1,000) deep
//	hand [N]     N (1,000) goroutines block in channels and are woken by others, on 4 threads
//	panic [N]    N (200) recovered panics and as many runtime.Goexit through several functions
//	shapes [N]   N (100) rounds of a method, nine arguments, a generic function, a closure
//	all          all of them, the default
//
// Prints "ready PID", waits for a line on stdin, works, and then prints for each function
//
//	count NAME OUTCOME=N...
//
// and a checksum, always the same for the same arguments.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"sort"
	"strconv"
	"sync"
	"sync/atomic"
)

// What each function has been called for and how it was left, as the program itself knows.
type tally struct {
	lock   sync.Mutex
	counts map[string]map[string]int
}

var tallies = tally{counts: map[string]map[string]int{}}

func note(name, outcome string, times int) {
	tallies.lock.Lock()
	defer tallies.lock.Unlock()
	if tallies.counts[name] == nil {
		tallies.counts[name] = map[string]int{}
	}
	tallies.counts[name][outcome] += times
}

var checksum uint64

func add(value int) {
	atomic.AddUint64(&checksum, uint64(value))
}

// The array makes the frame so large that the stack is soon too small and moves.
//
//go:noinline
func recurse(depth, goroutine int) int {
	var room [128]int

	for i := range room {
		room[i] = depth ^ i
	}
	if depth == 0 {
		return goroutine
	}
	if depth%4 == 0 {
		runtime.Gosched()
	}
	return recurse(depth-1, goroutine) + room[depth%128] - (depth ^ depth%128)
}

const growDepth = 30

func grow(count int) {
	var all sync.WaitGroup

	for i := 0; i < count; i++ {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			add(recurse(growDepth-1, i))
		}(i)
	}
	all.Wait()
	note("main.recurse", "returned", count*growDepth)
}

func deep(depth int) {
	done := make(chan int)

	go func() { done <- recurse(depth-1, 7) }()
	add(<-done)
	note("main.recurse", "returned", depth)
}

type box struct {
	in, out chan int
}

// Blocks inside the call until another goroutine has answered.
//
//go:noinline
func (b *box) Ask(number int) int {
	b.in <- number
	return b.inner(number) + <-b.out
}

//go:noinline
func (b *box) inner(number int) int {
	runtime.Gosched()
	return number & 1
}

func hand(count int) {
	var all sync.WaitGroup
	b := &box{make(chan int), make(chan int)}

	for i := 0; i < 4; i++ {
		go func(locked bool) {
			if locked {
				runtime.LockOSThread()
			}
			for number := range b.in {
				b.out <- number * 2
			}
		}(i == 0)
	}
	for i := 0; i < count; i++ {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			if i%16 == 0 {
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
			}
			add(b.Ask(i))
		}(i)
	}
	all.Wait()
	close(b.in)
	note("main.(*box).Ask", "returned", count)
	note("main.(*box).inner", "returned", count)
}

//go:noinline
func thrower(number int) int {
	if number >= 0 {
		panic(number)
	}
	return number
}

//go:noinline
func passing(number int) int {
	return thrower(number) + 1
}

// Recovers, and so returns as if nothing had been.
//
//go:noinline
func catcher(number int) (result int) {
	defer func() { result = recover().(int) + 1 }()
	return passing(number) + 2
}

//go:noinline
func leaver(number int) int {
	if number >= 0 {
		runtime.Goexit()
	}
	return number
}

//go:noinline
func around(number int) int {
	return leaver(number) + 1
}

func panics(count int) {
	var all sync.WaitGroup

	for i := 0; i < 4; i++ {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			for number := i; number < count; number += 4 {
				add(catcher(number))
			}
		}(i)
	}
	for i := 0; i < count; i++ {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			defer add(i)
			add(around(i))
		}(i)
	}
	all.Wait()
	note("main.catcher", "returned", count)
	note("main.passing", "unwound", count)
	note("main.thrower", "unwound", count)
	note("main.around", "unwound", count)
	note("main.leaver", "unwound", count)
}

// rax rbx rcx rdi rsi r8 r9 r10 r11
//
//go:noinline
func nine(a, b, c, d, e, f, g, h, i int) int {
	return a + b*2 + c*3 + d*4 + e*5 + f*6 + g*7 + h*8 + i*9
}

type counter struct {
	total int
}

//go:noinline
func (c *counter) Add(number int) int {
	c.total += number
	return c.total
}

type number interface{ ~int | ~int64 }

//go:noinline
func twice[T number](value T) T {
	return value + value
}

// Its closure is main.multiplier.func1.
//
//go:noinline
func multiplier(factor int) func(int) int {
	return func(value int) int { return value * factor }
}

func shapes(rounds int) {
	c := &counter{}
	multiply := multiplier(3)

	for i := 0; i < rounds; i++ {
		add(c.Add(i))
		add(nine(i+1, i+2, i+3, i+4, i+5, i+6, i+7, i+8, i+9))
		add(twice(i))
		add(multiply(i))
	}
	note("main.(*counter).Add", "returned", rounds)
	note("main.nine", "returned", rounds)
	note("main.twice[...]", "returned", rounds)
	note("main.multiplier", "returned", 1)
	note("main.multiplier.func1", "returned", rounds)
}

var works = []struct {
	name  string
	times int
	work  func(int)
}{
	{"grow", 1000, grow},
	{"deep", 1000, deep},
	{"hand", 1000, hand},
	{"panic", 200, panics},
	{"shapes", 100, shapes},
}

func report() {
	var names []string

	for name := range tallies.counts {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Print("count ", name)
		for _, outcome := range []string{"returned", "unwound"} {
			if times := tallies.counts[name][outcome]; times > 0 {
				fmt.Printf(" %s=%d", outcome, times)
			}
		}
		fmt.Println()
	}
	fmt.Println("checksum", checksum)
}

func main() {
	what := "all"

	runtime.GOMAXPROCS(4)
	if len(os.Args) > 1 {
		what = os.Args[1]
	}
	fmt.Println("ready", os.Getpid())
	bufio.NewReader(os.Stdin).ReadString('\n')
	for _, work := range works {
		if what != work.name && what != "all" {
			continue
		}
		times := work.times
		if len(os.Args) > 2 {
			times, _ = strconv.Atoi(os.Args[2])
		}
		work.work(times)
	}
	report()
}
