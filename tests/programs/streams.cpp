// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * streams [ROUNDS]: keeps the C++ library busy in 2 threads: streams, strings, containers, locales,
 * exceptions of its own through its own functions, std::async. Prints checksums.
 */
#include <algorithm>
#include <future>
#include <iomanip>
#include <list>
#include <locale>
#include <map>
#include <numeric>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include "truth.h"

static size_t checksum(const std::string &text)
{
	size_t sum = text.size();

	for (unsigned char c : text)
		sum = sum * 31 + c;
	return sum;
}

static std::string print_numbers(int round)
{
	std::ostringstream out;

	out.imbue(std::locale::classic());
	for (int i = 0; i < 20; i++)
		out << std::setw(8) << i * round << ' ' << std::hex << i << std::dec << ' '
		    << std::fixed << std::setprecision(3) << i / 7.0 << ' ' << std::boolalpha
		    << (i % 2 == 0) << std::endl;
	return out.str();
}

static size_t read_numbers(const std::string &text)
{
	std::istringstream in(text);
	std::multimap<std::string, int> words;
	std::string word;
	size_t sum = 0;

	while (in >> word)
		words.emplace(word, (int)words.size());
	for (const auto &pair : words)
		sum = sum * 17 + checksum(pair.first);
	return sum;
}

/* What the library throws comes through functions of the library. */
static size_t throw_from_library(int round)
{
	size_t sum = 0;

	try {
		std::string("short").at((size_t)round + 10);
	} catch (const std::out_of_range &error) {
		sum += std::string(error.what()).size();
	}
	try {
		std::stoi("not a number");
	} catch (const std::invalid_argument &error) {
		sum += std::string(error.what()).size();
	}
	try {
		std::istringstream in("x");
		int number;

		in.exceptions(std::ios::failbit);
		in >> number;
	} catch (const std::ios_base::failure &) {
		sum += 1000;
	}
	try {
		std::string().resize(std::string().max_size() + 1);
	} catch (const std::length_error &) {
		sum += 2000;
	}
	return sum;
}

/* Across threads, and thrown again from a nested one. */
static size_t throw_across_threads(int round)
{
	auto future = std::async(std::launch::async, [round]() -> int {
		try {
			throw std::runtime_error("number " + std::to_string(round));
		} catch (...) {
			std::throw_with_nested(std::logic_error("outside"));
		}
	});

	try {
		return (size_t)future.get();
	} catch (const std::logic_error &error) {
		try {
			std::rethrow_if_nested(error);
		} catch (const std::runtime_error &inner) {
			return checksum(inner.what());
		}
	}
	return 0;
}

static size_t fill_containers(int round)
{
	std::map<int, std::string> map;
	std::set<std::string> set;
	std::unordered_map<std::string, int> hash;
	std::list<int> list;

	for (int i = 0; i < 50; i++) {
		map[(i * 37 + round) % 101] = std::to_string(i);
		set.insert(std::to_string(i * round));
		hash["key " + std::to_string(i % 20)] += i;
		list.push_front(i * 7 % 13);
	}
	list.sort();
	map.erase(map.begin(), map.find(map.rbegin()->first));
	return map.size() + set.size() * 3 + hash.size() * 5 +
	       (size_t)std::accumulate(list.begin(), list.end(), 0);
}

static size_t match(int round)
{
	std::regex pattern("(\\w+) (\\d+)", std::regex::icase);
	std::smatch found;
	std::string text = "Number " + std::to_string(round);

	return std::regex_match(text, found, pattern) ? found[2].str().size() : 0;
}

static size_t work(int rounds, int seed)
{
	size_t sum = 0;

	for (int i = seed; i < seed + rounds; i++) {
		std::string text = print_numbers(i);

		sum = sum * 13 + checksum(text) + read_numbers(text) + throw_from_library(i) +
		      throw_across_threads(i) + fill_containers(i) + match(i);
	}
	return sum;
}

int main(int argc, char **argv)
{
	int rounds = (int)argument(argc, argv, 1, 20);
	std::future<size_t> other;

	wait_for_go();
	other = std::async(std::launch::async, work, rounds, 1000);
	printf("checksum %zu\n", work(rounds, 1));
	printf("checksum %zu\n", other.get());
	return 0;
}
