// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "../../user/util/log.h"
#include "../out_file.h"
#include "page_parts.h"
#include "payload.h"

#define ATTEMPTS 6

/*
 * As many calls as fit. Numbers and texts that do not deflate well make a page too large at first:
 * then with fewer calls, in proportion.
 */
static int make_fitting(const struct report_input *input, const struct function_bins *bins,
			size_t page, struct strbuf *payload)
{
	size_t room = REPORT_CALLS_MAX, shown = calls__count(input->calls);

	for (int attempt = 1;; attempt++) {
		int err = payload__make(input, bins, room, payload);

		if (err || page + payload->len <= REPORT_BYTES_MAX || attempt == ATTEMPTS)
			return err;
		if (shown < room)
			room = shown;
		room = (size_t)((double)room * 0.95 * (REPORT_BYTES_MAX - page) / payload->len);
		payload->len = 0;
	}
}

static int make_payload(const struct report_input *input, struct strbuf *payload)
{
	size_t page = (page_head_end - page_head) + (page_tail_end - page_tail);
	struct function_bins bins;
	int err = function_bins__count(input->aggregate, &bins);

	if (err)
		return err;
	err = make_fitting(input, &bins, page, payload);
	function_bins__free(&bins);
	return err;
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
