// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../user/util/log.h"
#include "../../user/util/write_all.h"
#include "page_parts.h"
#include "payload.h"

#define ATTEMPTS 6

/*
 * As many calls as fit. Numbers and texts that do not deflate well make a page too large at first:
 * then with fewer calls, in proportion.
 */
static int make_fitting(const struct report_input *input, size_t page, struct strbuf *payload)
{
	size_t room = REPORT_CALLS_MAX, shown = calls__count(input->calls);

	for (int attempt = 1;; attempt++) {
		int err = payload__make(input, room, payload);

		if (err || page + payload->len <= REPORT_BYTES_MAX || attempt == ATTEMPTS)
			return err;
		if (shown < room)
			room = shown;
		room = (size_t)((double)room * 0.95 * (REPORT_BYTES_MAX - page) / payload->len);
		payload->len = 0;
	}
}

static int write_page(int fd, const struct strbuf *payload)
{
	int err = ftruncate(fd, 0) < 0 ? -errno : 0;

	if (!err)
		err = write_all(fd, page_head, page_head_end - page_head, NULL);
	if (!err)
		err = write_all(fd, payload->bytes, payload->len, NULL);
	if (!err)
		err = write_all(fd, page_tail, page_tail_end - page_tail, NULL);
	return err;
}

int report__write(const struct report_input *input, struct output_dir *folder)
{
	size_t page = (page_head_end - page_head) + (page_tail_end - page_tail);
	struct strbuf payload = { 0 };
	int fd, err = make_fitting(input, page, &payload);

	if (err) {
		free(payload.bytes);
		log_error("%s: %s", REPORT_NAME, strerror(-err));
		return err;
	}
	fd = safe_file_open(folder, REPORT_NAME);
	if (fd < 0) {
		free(payload.bytes);
		return fd;
	}
	err = write_page(fd, &payload);
	if (close(fd) < 0 && !err)
		err = -errno;
	if (err)
		output_error(folder, REPORT_NAME, err);
	free(payload.bytes);
	return err;
}
