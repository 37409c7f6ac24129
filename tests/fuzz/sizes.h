/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Included before every source of the fuzzed build: sizes of the reader that are small, so that
 * inputs of a few hundred bytes have lines that are too long and many borders of parts and blocks,
 * and that change at run time where no result may depend on them.
 */
#ifndef MAAP_FUZZ_SIZES_H
#define MAAP_FUZZ_SIZES_H

struct fuzz_sizes {
	unsigned int part, csv_block, copy_block, out; /* bytes */
};

/* Larger than the inputs, and no larger: under the sanitizers memory costs time. */
#define FUZZ_SIZES_LARGE                                                                           \
	{                                                                                          \
		16 << 10, 16 << 10, 4 << 10, 16 << 10                                              \
	}
#define FUZZ_SIZES_SMALL                                                                           \
	{                                                                                          \
		64, 16, 32, 64                                                                     \
	}

extern struct fuzz_sizes fuzz_sizes;

#define LINE_BYTES_MAX	 1000u
#define PART_BYTES	 (fuzz_sizes.part)
#define CSV_BLOCK_BYTES	 (fuzz_sizes.csv_block)
#define COPY_BLOCK_BYTES (fuzz_sizes.copy_block)
#define OUT_FILE_BYTES	 (fuzz_sizes.out)
#define RADIX_SORT_FEW	 4

#endif
