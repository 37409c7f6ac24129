/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef MAAP_ANALYSIS_NUMBER_TEXT_H
#define MAAP_ANALYSIS_NUMBER_TEXT_H

#define NUMBER_TEXT_MAX 32

/*
 * The shortest text that reads as this number again, in the form of Python's repr(): "0.5",
 * "4.5109e-05", "1e+16". At most NUMBER_TEXT_MAX bytes at `p`, no terminator; returns the new end.
 * Nothing is written for NAN.
 */
char *number_text(char *p, double number);

#endif
