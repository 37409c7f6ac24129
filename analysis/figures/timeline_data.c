/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "timeline_data.h"

#include <errno.h>
#include <stdlib.h>

int timeline_data__init(struct timeline_data *data, size_t calls, size_t rows, size_t columns,
			double span_s)
{
	data->rows = rows;
	data->columns = columns;
	data->span_s = span_s;
	if (data->few)
		data->calls = calloc(calls + 1, sizeof(*data->calls));
	else
		data->cells = calloc(rows * columns + 1, sizeof(*data->cells));
	data->open = calloc(rows + 1, sizeof(*data->open));
	data->opens = calloc(rows * columns + 1, sizeof(*data->opens));
	return (data->calls || data->cells) && data->open && data->opens ? 0 : -ENOMEM;
}

static size_t column_of(const struct timeline_data *data, double s)
{
	double column = s / data->span_s * data->columns;

	if (!(column > 0))
		return 0;
	return column >= data->columns ? data->columns - 1 : (size_t)column;
}

void timeline_data__add(struct timeline_data *data, const struct timeline_call *call)
{
	size_t first = column_of(data, call->start_s), last = column_of(data, call->end_s);
	struct timeline_cell *row;

	if (data->few) {
		data->calls[data->call_count++] = *call;
		return;
	}
	row = data->cells + call->row * data->columns;
	row[first].calls++;
	row[first].duration_s += call->duration_s;
	if (last > first + 1) {
		row[first + 1].open++;
		row[last].open--;
	}
}

void timeline_data__add_open(struct timeline_data *data, size_t row, double start_s)
{
	struct timeline_open *open = &data->open[row];

	if (!open->count || start_s < open->first_s)
		open->first_s = start_s;
	open->count++;
	data->open_count++;
	data->opens[row * data->columns + column_of(data, start_s)] = true;
}

void timeline_data__finish(struct timeline_data *data)
{
	if (data->few)
		return;
	for (size_t i = 0; i < data->rows * data->columns; i++) {
		if (i % data->columns)
			data->cells[i].open += data->cells[i - 1].open;
	}
}

void timeline_data__free(struct timeline_data *data)
{
	free(data->calls);
	free(data->cells);
	free(data->open);
	free(data->opens);
}
