// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Compiled many times with another PART each: a large program with full debug information. */
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace PART
{
template <int N> struct shape {
	int width = N;
	std::string name;

	__attribute__((noinline)) long area(int scale, const std::string &unit)
	{
		return width * scale + unit.size();
	}

	__attribute__((noinline)) static shape make(const char *text)
	{
		shape made;

		made.name = text;
		return made;
	}

	__attribute__((noinline)) bool operator<(const shape &other) const
	{
		return width < other.width || name < other.name;
	}
};

template <int N> __attribute__((noinline)) long measure(const std::vector<shape<N>> &shapes)
{
	std::map<std::string, long> sums;

	for (auto one : shapes)
		sums[one.name] += one.area(N, "mm");
	return sums.size();
}

template <int... Ns> long all(std::integer_sequence<int, Ns...>)
{
	return (measure<Ns>({shape<Ns>::make("a"), shape<Ns>::make("b")}) + ...);
}

__attribute__((noinline)) long run_part(int count)
{
	return count + all(std::make_integer_sequence<int, 300>());
}
} // namespace PART

#ifdef MAIN
int main()
{
	return PART::run_part(1) == 0;
}
#endif
