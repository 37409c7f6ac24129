// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Arguments and results of C++'s own types. */
#include "arguments.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace shop
{
enum class state : unsigned char { open, closed = 200 };

struct point {
	int x;
	int y;
};

struct person {
	std::string name;
	int age;
	std::string_view nick;
	bool member : 1;
};

struct base {
	int kind = 3;
	virtual ~base() = default;
};

struct derived : base {
	long value = 4;
};

class counter
{
public:
	explicit counter(int start) : count(start)
	{
	}
	SUBJECT int add(int more, const std::string &why);
	SUBJECT int operator()(int more);

private:
	int count;
};

int counter::add(int more, const std::string &why)
{
	count += more + why.size();
	return count;
}

int counter::operator()(int more)
{
	return count + more;
}

SUBJECT size_t by_reference(const std::string &text)
{
	return text.size();
}

SUBJECT size_t by_value(std::string text)
{
	return text.size();
}

SUBJECT size_t by_view(std::string_view text, int after)
{
	return text.size() + after;
}

SUBJECT std::string make_text(int length, const char *prefix)
{
	return std::string(prefix) + std::string(length, 'x');
}

SUBJECT int by_int_reference(const int &number, int &other)
{
	other++;
	return number;
}

SUBJECT state by_state(state now)
{
	return now;
}

SUBJECT point by_point(point p, const point &q)
{
	return {p.x + q.x, p.y + q.y};
}

SUBJECT int by_person(const person &who)
{
	return who.age;
}

SUBJECT person make_person(const char *name)
{
	return {name, 1, "nick", true};
}

SUBJECT long by_derived(derived it)
{
	return it.value;
}

SUBJECT int by_moved(std::unique_ptr<int> owned, std::vector<int> &&many)
{
	return owned ? *owned + many.size() : 0;
}

SUBJECT int overloaded(int number)
{
	return number;
}

SUBJECT int overloaded(const char *text)
{
	return text[0];
}

template <typename T> SUBJECT T largest(T a, T b)
{
	return a > b ? a : b;
}

SUBJECT bool operator==(const point &a, const point &b)
{
	return a.x == b.x && a.y == b.y;
}
} // namespace shop

static void texts(void)
{
	std::string vast(5000, 'v'), holes("a\0b", 3), lines("two\nlines \"quoted\"");

	shop::by_reference("short");
	expect("shop::by_reference", "5", "{'text': 'short'}");
	shop::by_reference("");
	expect("shop::by_reference", "0", "{'text': ''}");
	shop::by_reference(vast);
	expect("shop::by_reference", "5000", "{'text': 'v' * 5000}");
	shop::by_reference(holes);
	expect("shop::by_reference", "3", "{'text': 'a\\\\x00b'}");
	shop::by_reference(lines);
	expect("shop::by_reference", "18", "{'text': 'two\\nlines \"quoted\"'}");
	shop::by_value("a text that is too long to lie in the object itself");
	expect("shop::by_value", "51",
	       "{'text': 'a text that is too long to lie in the object itself'}");
	shop::by_view(std::string_view("prefix").substr(0, 3), 7);
	expect("shop::by_view", "10", "{'text': 'pre', 'after': 7}");
	shop::by_view({}, 7);
	expect("shop::by_view", "7", "{'text': '', 'after': 7}");
	shop::make_text(3, "p:");
	expect("shop::make_text[abi:cxx11]", "'p:xxx'", "{'length': 3, 'prefix': 'p:'}");
	shop::make_text(100, "");
	expect("shop::make_text[abi:cxx11]", "'x' * 100", "{'length': 100, 'prefix': ''}");
}

static void objects(void)
{
	int number = -7, other = 8;
	shop::point p = {1, 2}, q = {30, 40};
	shop::person person = {"Ada \"L\"", 36, "countess", true};
	shop::counter counter(10);

	shop::by_int_reference(number, other);
	expect("shop::by_int_reference", "-7", "{'number': -7, 'other': 8}");
	shop::by_state(shop::state::closed);
	expect("shop::by_state", "'closed'", "{'now': 'closed'}");
	shop::by_point(p, q);
	expect("shop::by_point", "'{x=31, y=42}'", "{'p': '{x=1, y=2}', 'q': '{x=30, y=40}'}");
	shop::by_person(person);
	expect("shop::by_person", "36",
	       "{'who': '{name=\"Ada \\\\\"L\\\\\"\", age=36, nick=\"countess\", member=true}'}");
	shop::make_person("Bob");
	expect("shop::make_person", "'{name=\"Bob\", age=1, nick=\"nick\", member=true}'",
	       "{'name': 'Bob'}");
	shop::by_derived(shop::derived());
	expect("shop::by_derived", "4", "{'it': '{*value=4}'}");
	shop::by_moved(std::make_unique<int>(3), {1, 2});
	expect("shop::by_moved", "5", "{'owned': '*', 'many': '*'}");
	counter.add(5, "why");
	expect("shop::counter::add", "18", "{'this': '%p', 'more': 5, 'why': 'why'}",
	       (void *)&counter);
	counter(2);
	expect("shop::counter::operator()", "20", "{'this': '%p', 'more': 2}", (void *)&counter);
}

static void names(void)
{
	shop::point p = {1, 2};

	shop::overloaded(5);
	expect("shop::overloaded(int)", "5", "{'number': 5}");
	shop::overloaded("text");
	expect("shop::overloaded(char const*)", "116", "{'text': 'text'}");
	shop::largest(3, 4);
	expect("shop::largest<int>", "4", "{'a': 3, 'b': 4}");
	shop::largest(3L, 2L);
	expect("shop::largest<long>", "3", "{'a': 3, 'b': 2}");
	(void)(p == p);
	expect("shop::operator==", "True", "{'a': '{x=1, y=2}', 'b': '{x=1, y=2}'}");
}

int main()
{
	wait_for_go();
	texts();
	objects();
	names();
	return 0;
}
