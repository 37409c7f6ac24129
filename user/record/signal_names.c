// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "error_text.h"

const char *signal_name(unsigned int sig)
{
	static const char *const names[] = {
		[SIGHUP] = "SIGHUP",	   [SIGINT] = "SIGINT",	  [SIGQUIT] = "SIGQUIT",
		[SIGILL] = "SIGILL",	   [SIGTRAP] = "SIGTRAP", [SIGABRT] = "SIGABRT",
		[SIGBUS] = "SIGBUS",	   [SIGFPE] = "SIGFPE",	  [SIGKILL] = "SIGKILL",
		[SIGUSR1] = "SIGUSR1",	   [SIGSEGV] = "SIGSEGV", [SIGUSR2] = "SIGUSR2",
		[SIGPIPE] = "SIGPIPE",	   [SIGALRM] = "SIGALRM", [SIGTERM] = "SIGTERM",
		[SIGSTKFLT] = "SIGSTKFLT", [SIGXCPU] = "SIGXCPU", [SIGXFSZ] = "SIGXFSZ",
		[SIGVTALRM] = "SIGVTALRM", [SIGPROF] = "SIGPROF", [SIGIO] = "SIGIO",
		[SIGPWR] = "SIGPWR",	   [SIGSYS] = "SIGSYS",
	};

	if (sig < sizeof(names) / sizeof(*names) && names[sig])
		return names[sig];
	return "real-time signal";
}

struct code_name {
	unsigned int sig; /* 0: any */
	int code;
	const char *name;
};

const char *signal_code_name(unsigned int sig, int code)
{
	static const struct code_name names[] = {
		{ SIGSEGV, SEGV_MAPERR, "SEGV_MAPERR" },
		{ SIGSEGV, SEGV_ACCERR, "SEGV_ACCERR" },
		{ SIGSEGV, SEGV_BNDERR, "SEGV_BNDERR" },
		{ SIGSEGV, SEGV_PKUERR, "SEGV_PKUERR" },
		{ SIGSEGV, 10 /* of newer kernels */, "SEGV_CPERR" },
		{ SIGBUS, BUS_ADRALN, "BUS_ADRALN" },
		{ SIGBUS, BUS_ADRERR, "BUS_ADRERR" },
		{ SIGBUS, BUS_OBJERR, "BUS_OBJERR" },
		{ SIGBUS, BUS_MCEERR_AR, "BUS_MCEERR_AR" },
		{ SIGBUS, BUS_MCEERR_AO, "BUS_MCEERR_AO" },
		{ SIGFPE, FPE_INTDIV, "FPE_INTDIV" },
		{ SIGFPE, FPE_INTOVF, "FPE_INTOVF" },
		{ SIGFPE, FPE_FLTDIV, "FPE_FLTDIV" },
		{ SIGFPE, FPE_FLTOVF, "FPE_FLTOVF" },
		{ SIGFPE, FPE_FLTUND, "FPE_FLTUND" },
		{ SIGFPE, FPE_FLTRES, "FPE_FLTRES" },
		{ SIGFPE, FPE_FLTINV, "FPE_FLTINV" },
		{ SIGFPE, FPE_FLTSUB, "FPE_FLTSUB" },
		{ SIGILL, ILL_ILLOPC, "ILL_ILLOPC" },
		{ SIGILL, ILL_ILLOPN, "ILL_ILLOPN" },
		{ SIGILL, ILL_ILLADR, "ILL_ILLADR" },
		{ SIGILL, ILL_ILLTRP, "ILL_ILLTRP" },
		{ SIGILL, ILL_PRVOPC, "ILL_PRVOPC" },
		{ SIGILL, ILL_PRVREG, "ILL_PRVREG" },
		{ SIGILL, ILL_COPROC, "ILL_COPROC" },
		{ SIGILL, ILL_BADSTK, "ILL_BADSTK" },
		{ SIGTRAP, TRAP_BRKPT, "TRAP_BRKPT" },
		{ SIGTRAP, TRAP_TRACE, "TRAP_TRACE" },
		{ SIGTRAP, TRAP_BRANCH, "TRAP_BRANCH" },
		{ SIGTRAP, TRAP_HWBKPT, "TRAP_HWBKPT" },
		{ SIGSYS, 1, "SYS_SECCOMP" },
		{ SIGSYS, 2, "SYS_USER_DISPATCH" },
		{ 0, SI_USER, "SI_USER" },
		{ 0, SI_KERNEL, "SI_KERNEL" },
		{ 0, SI_QUEUE, "SI_QUEUE" },
		{ 0, SI_TIMER, "SI_TIMER" },
		{ 0, SI_MESGQ, "SI_MESGQ" },
		{ 0, SI_ASYNCIO, "SI_ASYNCIO" },
		{ 0, SI_SIGIO, "SI_SIGIO" },
		{ 0, SI_TKILL, "SI_TKILL" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].code == code && (!names[i].sig || names[i].sig == sig))
			return names[i].name;
	return NULL;
}
