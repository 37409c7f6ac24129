// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Functions with all kinds of C++ names. Calls each as often as its line in main() says, and prints
 * "calls NAME N" for it, NAME as demangled without parameters (with them for overloads).
 */
#include "truth.h"

#define KEPT __attribute__((noinline, noipa, used))

static volatile int sink;

namespace shapes {

struct Box {
	int side;
	KEPT explicit Box(int n) : side(n)
	{
		sink = n;
	}
	KEPT ~Box()
	{
		sink = side;
	}
	KEPT int area() const
	{
		return side * side;
	}
	KEPT Box &operator+=(const Box &other)
	{
		side += other.side;
		return *this;
	}
	KEPT bool operator<(const Box &other) const
	{
		return side < other.side;
	}
	KEPT operator int() const
	{
		return side;
	}
};

KEPT int grow(int n)
{
	return n + 1;
}

KEPT int grow(double n)
{
	return (int)n + 2;
}

KEPT int grow(const char *text, unsigned long n)
{
	return text[0] + (int)n;
}

template <typename T> KEPT T largest(T a, T b)
{
	return a < b ? b : a;
}

namespace {
KEPT int hidden(int n)
{
	return n * 7;
}
} // namespace

} // namespace shapes

KEPT int plain(int n)
{
	return n - 1;
}

extern "C" KEPT int c_linkage(int n)
{
	return n - 2;
}

static void repeat(const char *name, int count, int (*call)(int))
{
	for (int i = 0; i < count; i++)
		sink = call(i);
	printf("calls %s %d\n", name, count);
}

static int make_box(int n)
{
	shapes::Box box(n);
	return box.side;
}

static int use_operators(int n)
{
	static shapes::Box a(1), b(2);

	a += b;
	return (int)a + (a < b) + n;
}

int main()
{
	auto lambda = [](int n) KEPT { return n + 11; };

	wait_for_go();
	repeat("shapes::Box::Box", 3, make_box);
	repeat("shapes::Box::operator+=", 4, use_operators);
	repeat("shapes::grow(int)", 5, [](int n) { return shapes::grow(n); });
	repeat("shapes::grow(double)", 6, [](int n) { return shapes::grow(n + 0.5); });
	repeat("shapes::grow(char const*, unsigned long)", 7,
	       [](int n) { return shapes::grow("x", (unsigned long)n); });
	repeat("shapes::largest<int>", 8, [](int n) { return shapes::largest(n, 3); });
	repeat("shapes::largest<double>", 9, [](int n) { return (int)shapes::largest(n * 1.5, 3.0); });
	repeat("shapes::(anonymous namespace)::hidden", 10, shapes::hidden);
	repeat("plain", 11, plain);
	repeat("c_linkage", 12, c_linkage);
	repeat("lambda", 13, +lambda);
	return 0;
}
