/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * whats: throws one of each kind through thrower(), and prints what it is and says, "-" where only
 * the program itself can tell:
 *
 *	what<TAB>NUMBER<TAB>TYPE<TAB>TEXT
 */
#include <any>
#include <cstring>
#include <exception>
#include <filesystem>
#include <functional>
#include <future>
#include <ios>
#include <memory>
#include <new>
#include <optional>
#include <regex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <typeinfo>
#include <variant>

#include "truth.h"

/* Derived, with the text of its base. */
struct Derived : std::runtime_error {
	int more = 5;

	explicit Derived(const char *text) : std::runtime_error(text)
	{
	}
};

/* Texts of their own: a constant, a pointer that is kept, one that is made up when it is asked for.
 */
struct Constant : std::exception {
	const char *what() const noexcept override;
};

struct Kept : std::exception {
	const char *kept;

	explicit Kept(const char *text) : kept(text)
	{
	}
	const char *what() const noexcept override;
};

struct MadeUp : std::exception {
	mutable char text[32];

	const char *what() const noexcept override;
};

/* Not the first base. */
struct Tagged {
	virtual ~Tagged() = default;
};

struct Second : Tagged, std::logic_error {
	explicit Second(const char *text) : std::logic_error(text)
	{
	}
};

struct Plain {
	int a, b;
};

/* Has virtual functions, and none of them is what(). */
struct Other {
	virtual ~Other() = default;
	virtual const char *text() const
	{
		return "not asked for";
	}
};

__attribute__((noinline)) const char *Constant::what() const noexcept
{
	return "a constant";
}

__attribute__((noinline)) const char *Kept::what() const noexcept
{
	return kept;
}

__attribute__((noinline)) const char *MadeUp::what() const noexcept
{
	snprintf(text, sizeof(text), "made up %d", 1);
	return text;
}

static const char long_text[] = "a text that is so long that it lies on the heap";

extern "C" TRACED int thrower(int number)
{
	switch (number) {
	case 0:
		throw std::runtime_error(long_text);
	case 1:
		throw std::logic_error("short");
	case 2:
		throw std::out_of_range("range");
	case 3:
		throw std::overflow_error("");
	case 4:
		throw std::bad_alloc();
	case 5:
		throw std::bad_array_new_length();
	case 6:
		throw std::bad_cast();
	case 7:
		throw std::bad_typeid();
	case 8:
		throw std::exception();
	case 9:
		throw std::bad_exception();
	case 10:
		throw std::bad_function_call();
	case 11:
		throw std::bad_weak_ptr();
	case 12:
		throw std::bad_optional_access();
	case 13:
		throw std::bad_any_cast();
	case 14:
		std::get<1>(std::variant<int, long>(5));
		break;
	case 15:
		throw std::system_error(std::make_error_code(std::errc::io_error), "system");
	case 16:
		throw std::filesystem::filesystem_error("file", "/a/long/path/of/a/file",
							std::make_error_code(std::errc::io_error));
	case 17:
		throw std::ios_base::failure("stream");
	case 18:
		throw std::future_error(std::future_errc::broken_promise);
	case 19:
		throw std::regex_error(std::regex_constants::error_paren);
	case 20:
		throw Derived("derived");
	case 21:
		throw Constant();
	case 22:
		throw Kept("kept");
	case 23:
		throw MadeUp();
	case 24:
		throw Second("second");
	case 25:
		throw Plain{ 1, 2 };
	case 26:
		throw Other();
	case 27:
		throw 42;
	case 28:
		throw -7L;
	case 29:
		throw 7u;
	case 30:
		throw "characters";
	case 31:
		throw std::string("of its own");
	case 32:
		throw std::string(long_text);
	case 33:
		throw 1.5;
	}
	return number;
}

static void tell(int number, const char *type, const char *text)
{
	printf("what\t%d\t%s\t%s\n", number, type, text);
}

static void run(int number)
{
	try {
		thrower(number);
	} catch (const MadeUp &) {
		tell(number, "MadeUp", "-");
	} catch (const Constant &error) {
		tell(number, "Constant", error.what());
	} catch (const Kept &error) {
		tell(number, "Kept", error.what());
	} catch (const Derived &error) {
		tell(number, "Derived", error.what());
	} catch (const Second &error) {
		tell(number, "Second", error.what());
	} catch (const std::exception &error) {
		tell(number, "", error.what());
	} catch (const Plain &) {
		tell(number, "Plain", "-");
	} catch (const Other &) {
		tell(number, "Other", "-");
	} catch (int value) {
		tell(number, "int", std::to_string(value).c_str());
	} catch (long value) {
		tell(number, "long", std::to_string(value).c_str());
	} catch (unsigned int value) {
		tell(number, "unsigned int", std::to_string(value).c_str());
	} catch (const char *text) {
		tell(number, "char const*", text);
	} catch (const std::string &text) {
		tell(number, "std::string", text.c_str());
	} catch (double) {
		tell(number, "double", "-");
	}
}

int main()
{
	wait_for_go();
	for (int i = 0; i < 34; i++)
		run(i);
	return 0;
}
