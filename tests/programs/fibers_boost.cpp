// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * fibers_boost WHAT [ROUNDS]: boost's fibers, which switch stacks by code of their own. Each makes
 * ROUNDS calls of outer(), which calls inner() twice, and gives way to the others in both.
 * robin   one after the other, all below driving(), a traced call of the thread's own stack
 * throwing  likewise, and every other inner() throws, past the traced middle(), to outer(), while
 * the calls of the other fibers are open dropped fibers that are destroyed in the middle of
 * inner(): boost unwinds their stacks
 */
#include "noted.h"

#include <boost/context/fiber.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>

#include <memory>

#define FIBERS 8

namespace context = boost::context;

extern "C" {
int inner(int n);
int middle(int n);
int outer(int n);
int driving(int n);
}

struct Fiber {
	context::fiber self;   /* where it goes on */
	context::fiber driver; /* where it gives way to */
	struct truth *top;
	int sum;
	bool ended;
};

static Fiber fibers[FIBERS];
static Fiber *running;
static const char *how;
static int rounds;

static bool throws(int n)
{
	return !strcmp(how, "throwing") && n % 2;
}

static TRACED void give_way()
{
	Fiber *me = running;

	me->top = truth_top;
	me->driver = std::move(me->driver).resume();
}

TRACED int inner(int n)
{
	struct truth *t = truth_enter();

	t->own_ns = spin_ns(2000);
	truth_leaving();
	give_way();
	if (throws(n)) {
		truth_leaving();
		throw n;
	}
	truth_leave(t);
	return n + 1;
}

TRACED int middle(int n)
{
	struct truth *t = truth_enter();
	int result = NOTED(inner, n) + 1;

	truth_leave(t);
	return result;
}

TRACED int outer(int n)
{
	struct truth *t = truth_enter();
	int result = 0;

	for (int i = 0; i < 2; i++) {
		try {
			result += NOTED(middle, n + i);
		} catch (int value) {
			truth_caught(t, false);
			result += value;
		}
		/* Not in the handler: the runtime keeps a thread's caught exceptions in order. */
		give_way();
	}
	truth_leave(t);
	return result;
}

static void live(int number)
{
	Fiber *me = &fibers[number];

	for (int i = 0; i < rounds; i++) {
		me->sum += NOTED(outer, i);
		if (number % 3)
			give_way();
	}
}

static context::fiber make_fiber(int number)
{
	auto begin = [number](context::fiber &&driver) {
		Fiber *me = &fibers[number];

		me->driver = std::move(driver);
		live(number);
		me->ended = true;
		return std::move(me->driver);
	};

	/* On the heap, and in mappings of their own. */
	if (number % 2)
		return context::fiber(std::allocator_arg, context::fixedsize_stack(65536), begin);
	return context::fiber(std::allocator_arg, context::protected_fixedsize_stack(65536), begin);
}

static TRACED void run_until_it_gives_way(Fiber *fiber)
{
	struct truth *mine = truth_top;

	running = fiber;
	truth_top = fiber->top;
	fiber->self = std::move(fiber->self).resume();
	truth_top = mine;
}

static bool run_each()
{
	bool any = false;

	for (Fiber &fiber : fibers) {
		if (fiber.ended)
			continue;
		run_until_it_gives_way(&fiber);
		any = true;
	}
	return any;
}

/* By an exception of boost's, which its own function at the bottom of the fiber's stack catches. */
static void drop(Fiber *fiber)
{
	struct truth *mine = truth_top;

	fiber->self = context::fiber();
	truth_left(fiber->top, nullptr, "unwound", false);
	truth_top = mine;
}

TRACED int driving(int n)
{
	struct truth *t = truth_enter();
	int turns = 0;

	if (!strcmp(how, "dropped")) {
		for (; turns < 4; turns++)
			run_each();
		for (Fiber &fiber : fibers)
			drop(&fiber);
	} else {
		while (run_each())
			turns++;
	}
	truth_leave(t);
	return n + turns;
}

int main(int argc, char **argv)
{
	how = argc > 1 ? argv[1] : "robin";
	rounds = (int)argument(argc, argv, 2, 20);
	truth_room(5L * FIBERS * rounds + 1);
	for (int i = 0; i < FIBERS; i++)
		fibers[i].self = make_fiber(i);
	wait_for_go();
	printf("turns %d\n", NOTED(driving, 1));
	for (int i = 0; i < FIBERS; i++)
		printf("fiber %d: %d\n", i, fibers[i].sum);
	truth_print();
	return 0;
}
