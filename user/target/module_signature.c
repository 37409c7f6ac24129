// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "module_signature.h"

#include <stdlib.h>
#include <string.h>

#include "debug_files.h"
#include "process.h"
#include "../dwarf/prototypes.h"
#include "../dwarf/signatures.h"

struct module_signatures {
	struct signatures *local; /* of the debug information at hand, NULL: none */
	bool local_searched;
	struct signatures *fetched; /* of what a server has */
	bool fetch_searched;
	struct prototypes *prototypes; /* of the C library's functions, NULL elsewhere */
};

/* glibc's, musl's and their parts. */
static bool is_c_library(const struct module *module)
{
	static const char *const names[] = {
		"libc.so.6",  "libm.so.6",	"libpthread.so.0",	"libdl.so.2",
		"librt.so.1", "libresolv.so.2", "libc.musl-x86_64.so.1"
	};
	const char *soname = module->soname ? module->soname : module->name;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(soname, names[i]))
			return true;
	return !strncmp(module->name, "ld-musl-", 8);
}

static struct module_signatures *signatures_of(struct module *module)
{
	struct module_signatures *signatures = module->signatures;

	if (signatures)
		return signatures;
	signatures = calloc(1, sizeof(*signatures));
	if (signatures && is_c_library(module))
		prototypes__make(&signatures->prototypes);
	module->signatures = signatures;
	return signatures;
}

static struct signatures *open_signatures(struct Dwarf *dwarf)
{
	struct signatures *opened;

	return dwarf && !signatures__open(dwarf, &opened) ? opened : NULL;
}

static struct signatures *local_signatures(struct module *module)
{
	struct module_signatures *signatures = signatures_of(module);

	if (signatures && !signatures->local_searched) {
		signatures->local_searched = true;
		signatures->local = open_signatures(module__local_dwarf(module));
	}
	return signatures ? signatures->local : NULL;
}

static struct signatures *fetched_signatures(struct module *module)
{
	struct module_signatures *signatures = module->signatures;

	if (signatures->local)
		return NULL;
	if (!signatures->fetch_searched) {
		signatures->fetch_searched = true;
		signatures->fetched = open_signatures(module__dwarf(module));
	}
	return signatures->fetched;
}

static const struct signature *find(struct signatures *signatures, const struct function *function)
{
	return signatures ? signatures__find(signatures, function->address, function->symbol,
					     function->go)
			  : NULL;
}

const struct signature *module__signature(struct module *module, const struct function *function)
{
	const struct signature *signature = find(local_signatures(module), function);

	if (signature || !module->signatures)
		return signature;
	if (module->signatures->prototypes)
		signature = prototypes__find(module->signatures->prototypes, function->symbol);
	return signature ? signature : find(fetched_signatures(module), function);
}

char *module__signature_text(struct module *module, const struct function *function)
{
	struct signatures *local = local_signatures(module);
	const struct signature *known = NULL;
	char *text = local ? signatures__text(local, function->address, function->symbol) : NULL;

	if (text || !module->signatures || !module->signatures->prototypes)
		return text;
	known = prototypes__find(module->signatures->prototypes, function->symbol);
	return known ? strdup(known->text) : NULL;
}

void module_signatures__free(struct module_signatures *signatures)
{
	if (!signatures)
		return;
	signatures__free(signatures->local);
	signatures__free(signatures->fetched);
	prototypes__free(signatures->prototypes);
	free(signatures);
}
