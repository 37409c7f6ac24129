// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "result_names.h"

#include <stddef.h>
#include <string.h>

static bool is_one_of(const char *const *names, size_t count, const char *name, size_t len)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(names[i]) == len && !strncmp(name, names[i], len))
			return true;
	return false;
}

#define IS_ONE_OF(names, name, len) is_one_of(names, sizeof(names) / sizeof(*(names)), name, len)

bool is_result_name(const char *name)
{
	static const char *const files[] = {
		"results.csv", "results_aggregate.csv", "filtered_log_lines.log",
		"README.txt",  "report.html",		"comparison.csv",
		".maap-run",
	};
	static const char *const figures[] = {
		"execution_time_per_function",
		"function_calls_over_time",
		"memory_change_per_function_call",
		"top10_functions_by_total_time",
		"rss_over_time",
		"cpu_by_function",
		"comparison",
	};
	static const char hist_end[] = "_perf_duration";
	size_t len = strlen(name);

	if (IS_ONE_OF(files, name, len))
		return true;
	if (len < 4 || (strcmp(name + len - 4, ".png") && strcmp(name + len - 4, ".svg")))
		return false;
	len -= 4;
	if (IS_ONE_OF(figures, name, len))
		return true;
	return !strncmp(name, "hist_", 5) && len > sizeof(hist_end) &&
	       !strncmp(name + len - (sizeof(hist_end) - 1), hist_end, sizeof(hist_end) - 1);
}
