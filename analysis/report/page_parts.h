/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The page around its data, as analysis/web/build.mjs made it. */
#ifndef MAAP_ANALYSIS_REPORT_PAGE_PARTS_H
#define MAAP_ANALYSIS_REPORT_PAGE_PARTS_H

/* The data stands between the two, in base64: the first ends in the opening tag of its element. */
extern const char page_head[], page_head_end[];
extern const char page_tail[], page_tail_end[];

#endif
