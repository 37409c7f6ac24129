/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Colours as 0xAARRGGBB; AA is gnuplot's: 0 opaque, 0xff not to be seen. */
#ifndef MAAP_ANALYSIS_FIGURES_PALETTE_H
#define MAAP_ANALYSIS_FIGURES_PALETTE_H

#include <stddef.h>
#include <stdint.h>

#define INK	 0x222222u
#define INK_SOFT 0x666666u
#define GRID	 0xe4e4e4u
#define GUIDE	 0xf1f1f1u
#define AXIS	 0x999999u

/* What has no end. */
#define UNENDED	    0xecececu
#define UNENDED_RIM 0x808080u

/* Okabe and Ito's, told apart by the colour-blind. */
#define BLUE	   0x0072b2u
#define SKY	   0x56b4e9u
#define VERMILLION 0xd55e00u
#define ORANGE	   0xe69f00u
#define GREEN	   0x009e73u
#define PURPLE	   0xcc79a7u

#define SERIES_MAX 6

#define TRANSLUCENT(rgb, alpha) ((uint32_t)(alpha) << 24 | (rgb))

/* One of SERIES_MAX kinds of a thing. */
uint32_t palette__series(size_t index);

/* 0 to 1 on viridis, light to dark: on white paper more ink is more, and steps look equal. */
uint32_t palette__sequential(double share);

#endif
