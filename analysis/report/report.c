// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "../../user/util/log.h"
#include "../out_file.h"
#include "page_parts.h"
#include "payload.h"

#define ATTEMPTS    9
#define CALLS_ONLY  3 /* attempts with fewer calls; after that less of all else too */
#define CALLS_LEAST 1000
#define ERROR_BYTES 4000000

/* What made the page too large at first: calls in proportion, then all else by halves. */
static void take_less(struct page_room *room, size_t shown, size_t page, size_t payload,
		      int attempt)
{
	size_t calls = shown < room->calls ? shown : room->calls;

	calls = (size_t)((double)calls * 0.95 * (REPORT_BYTES_MAX - page) / payload);
	room->calls = calls > CALLS_LEAST ? calls : CALLS_LEAST;
	if (attempt < CALLS_ONLY)
		return;
	room->functions /= 2;
	room->error_bytes /= 4;
}

/* As much as fits: texts and numbers that do not deflate well make a page too large at first. */
static int make_fitting(const struct report_input *input, size_t page, struct strbuf *payload)
{
	struct page_room room = { REPORT_CALLS_MAX, REPORT_FUNCTIONS_MAX, ERROR_BYTES };

	for (int attempt = 1;; attempt++) {
		int err = payload__make(input, &room, payload);

		if (err || page + payload->len <= REPORT_BYTES_MAX || attempt == ATTEMPTS)
			return err;
		take_less(&room, calls__count(input->calls), page, payload->len, attempt);
		payload->len = 0;
	}
}

static int make_payload(const struct report_input *input, struct strbuf *payload)
{
	size_t page = (page_head_end - page_head) + (page_tail_end - page_tail);

	return make_fitting(input, page, payload);
}

int report__write(const struct report_input *input, const struct output_dir *folder)
{
	struct strbuf payload = { 0 };
	struct out_file out;
	int err = make_payload(input, &payload);

	if (err)
		log_error("%s: %s", REPORT_NAME, strerror(-err));
	else
		err = out_file__open(&out, folder, REPORT_NAME);
	if (!err) {
		out_file__put(&out, page_head, page_head_end - page_head);
		out_file__put(&out, payload.bytes, payload.len);
		out_file__put(&out, page_tail, page_tail_end - page_tail);
		err = out_file__close(&out);
	}
	free(payload.bytes);
	return err;
}
