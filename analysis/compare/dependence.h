/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How much the calls of a function depend on each other. Neighbours in time are alike (caches, the
 * processor's frequency, what the program is at), and 1,000 calls that are alike in stretches tell
 * as much of the median as some dozens that are not.
 *
 * The calls are taken in order of time and cut into CALL_BLOCKS blocks. Were they independent, the
 * blocks would differ by as much as calls drawn at random do; by how many times their variance is
 * larger, so many times fewer independent calls would tell as much (the design effect: L. Kish,
 * "Survey Sampling", 1965). For the mean that is about the calls' durations; for the median about
 * which half they are in, whatever their size. It is never taken to be below 1, so that chance does
 * not make intervals narrower. About CALL_BLOCKS calls are left at the least: how blocks depend on
 * each other is not looked at, since a program that does one thing first and then another, or
 * becomes slower as its data grow, would look as if nothing could be known.
 */
#ifndef MAAP_ANALYSIS_COMPARE_DEPENDENCE_H
#define MAAP_ANALYSIS_COMPARE_DEPENDENCE_H

#include <stddef.h>

#include "sample.h"

#define CALL_BLOCKS	20
#define CALLS_PER_BLOCK 2 /* at the least: with fewer calls they are taken as independent */

/* Of one function; all 0 to begin with. */
struct call_blocks {
	size_t seen;
	struct {
		size_t calls;
		double sum;   /* of their durations */
		double lower; /* how many are below the median, those that equal it by half */
	} blocks[CALL_BLOCKS];
};

/* A call of the sample, whose durations are known: each once, in order of time. */
void call_blocks__add(struct call_blocks *blocks, const struct sample *sample, double duration);

/* After the last: sets the sample's median_calls and mean_calls. */
void call_blocks__measure(const struct call_blocks *blocks, struct sample *sample);

#endif
