// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "filtered_lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../user/util/log.h"
#include "out_file.h"

/*
 * Lines are nearly in the order of their times: blocks of the files that were used lately are kept,
 * of several files at once where runs of lines change between them.
 */
#ifndef COPY_BLOCK_BYTES /* tests have smaller ones */
#define COPY_BLOCK_BYTES (128u << 10)
#endif
#define BLOCKS 64

struct block {
	uint64_t place; /* a multiple of COPY_BLOCK_BYTES */
	size_t len;
	bool loaded;
	char *bytes;
};

struct block_cache {
	const struct log_files *files;
	struct block blocks[BLOCKS];
	char *memory;
};

/* Blocks are cut in the space of all files; a read stops at a file's end and is gone on with. */
static int load(struct block_cache *cache, struct block *block, uint64_t place)
{
	size_t wanted = COPY_BLOCK_BYTES;
	ssize_t n;

	if (wanted > cache->files->size - place)
		wanted = cache->files->size - place;
	block->loaded = false;
	block->len = 0;
	while (block->len < wanted) {
		n = log_files__read(cache->files, place + block->len, block->bytes + block->len,
				    wanted - block->len);
		if (n <= 0)
			return n < 0 ? n : -EIO;
		block->len += n;
	}
	block->place = place;
	block->loaded = true;
	return 0;
}

/* The bytes at a place, and how many of them are at hand. */
static int look_up(struct block_cache *cache, uint64_t place, const char **bytes, size_t *len)
{
	uint64_t start = place - place % COPY_BLOCK_BYTES;
	struct block *block = &cache->blocks[start / COPY_BLOCK_BYTES % BLOCKS];
	int err = 0;

	if (!block->loaded || block->place != start)
		err = load(cache, block, start);
	if (err)
		return err;
	*bytes = block->bytes + (place - start);
	*len = block->len - (place - start);
	return 0;
}

static int copy_line(struct block_cache *cache, struct out_file *out, line_ref line)
{
	uint64_t place = line_ref_place(line);
	size_t left = line_ref_len(line), len;
	const char *bytes;
	int err;

	while (left) {
		err = look_up(cache, place, &bytes, &len);
		if (err)
			return err;
		if (len > left)
			len = left;
		out_file__put(out, bytes, len);
		place += len;
		left -= len;
	}
	out_file__put(out, "\n", 1);
	return 0;
}

static int copy_lines(struct block_cache *cache, struct out_file *out,
		      const struct sort_item *records, size_t count)
{
	int err = 0;

	for (size_t i = 0; i < count && !err && !out->err; i++)
		err = copy_line(cache, out, records[i].value);
	if (err)
		log_error("cannot read the log again: %s%s", strerror(-err),
			  err == -EIO ? "; was a file cut meanwhile?" : "");
	return err;
}

int filtered_lines__write(const struct log *log, const struct sort_item *records, size_t count,
			  const struct output_dir *folder)
{
	struct block_cache cache = { .files = &log->files };
	struct out_file out;
	int err = out_file__open(&out, folder, "filtered_log_lines.log"), close_err;

	if (err)
		return err;
	cache.memory = malloc((size_t)BLOCKS * COPY_BLOCK_BYTES);
	for (size_t i = 0; i < BLOCKS && cache.memory; i++)
		cache.blocks[i].bytes = cache.memory + i * COPY_BLOCK_BYTES;
	if (cache.memory)
		err = copy_lines(&cache, &out, records, count);
	else
		out.err = -ENOMEM;
	free(cache.memory);
	close_err = out_file__close(&out);
	return err ? err : close_err;
}
