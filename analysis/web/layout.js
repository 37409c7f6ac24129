// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Places that the timeline and the strip above it share, in pixels.

export const GUTTER = 116; // where threads are named
export const RIGHT = 14;
