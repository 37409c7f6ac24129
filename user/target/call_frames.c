// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "call_frames.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <errno.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#define DWARF_RSP     7 /* System V ABI, x86-64, figure 3.36 */
#define DWARF_RBP     6
#define ENCODING_NONE 0xff

struct call_frames {
	Dwarf_CFI *cfi;
	struct code_range *ranges; /* by start */
	size_t count;
	size_t room;
};

/* .eh_frame while its entries are read. */
struct section {
	unsigned char ident[EI_NIDENT];
	Elf_Data *data;
	uint64_t address;
	uint64_t cie;	  /* offset of the CIE that `encoding` is of */
	uint8_t encoding; /* of its FDEs' addresses */
};

static bool find_section(Elf *elf, struct section *section)
{
	Elf_Scn *scn = NULL;
	size_t strings;
	char *ident = elf_getident(elf, NULL);

	if (!ident || elf_getshdrstrndx(elf, &strings))
		return false;
	memcpy(section->ident, ident, sizeof(section->ident));
	while ((scn = elf_nextscn(elf, scn))) {
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(scn, &header) || header.sh_type == SHT_NOBITS)
			continue;
		name = elf_strptr(elf, strings, header.sh_name);
		if (!name || strcmp(name, ".eh_frame"))
			continue;
		section->data = elf_rawdata(scn, NULL);
		section->address = header.sh_addr;
		return section->data && section->data->d_buf;
	}
	return false;
}

static size_t encoded_size(uint8_t encoding)
{
	switch (encoding & 0x07) {
	case DW_EH_PE_absptr:
	case DW_EH_PE_udata8 & 0x07:
		return 8;
	case DW_EH_PE_udata4 & 0x07:
		return 4;
	case DW_EH_PE_udata2 & 0x07:
		return 2;
	default:
		return 0;
	}
}

/* The encoding of addresses, from the CIE's augmentation (Linux Standard Base, 10.6.1.1). */
static uint8_t encoding_of(const Dwarf_CIE *cie)
{
	const uint8_t *at = cie->augmentation_data;
	const uint8_t *end = at + cie->augmentation_data_size;

	if (cie->augmentation[0] != 'z')
		return cie->augmentation[0] ? ENCODING_NONE : DW_EH_PE_absptr;
	for (const char *letter = cie->augmentation + 1; *letter; letter++) {
		if (*letter == 'S' || *letter == 'B')
			continue;
		if (!at || at >= end)
			return ENCODING_NONE;
		if (*letter == 'R')
			return *at;
		if (*letter == 'P')
			at += encoded_size(*at);
		else if (*letter != 'L')
			return ENCODING_NONE;
		at++;
	}
	return DW_EH_PE_absptr;
}

static uint8_t encoding_at(struct section *section, uint64_t cie)
{
	Dwarf_CFI_Entry entry;
	Dwarf_Off next;

	if (section->cie != cie) {
		section->cie = cie;
		section->encoding = ENCODING_NONE;
		if (!dwarf_next_cfi(section->ident, section->data, true, cie, &next, &entry) &&
		    dwarf_cfi_cie_p(&entry))
			section->encoding = encoding_of(&entry.cie);
	}
	return section->encoding;
}

static uint64_t read_encoded(const uint8_t *at, uint8_t encoding, size_t size)
{
	uint64_t value = 0;

	memcpy(&value, at, size);
	if (encoding & DW_EH_PE_signed && size < 8) {
		unsigned int shift = 64 - 8 * size;

		value = (uint64_t)((int64_t)(value << shift) >> shift);
	}
	return value;
}

static bool range_of(struct section *section, const Dwarf_FDE *fde, struct code_range *range)
{
	uint8_t encoding = encoding_at(section, fde->CIE_pointer);
	size_t size = encoding == ENCODING_NONE ? 0 : encoded_size(encoding);
	uint64_t place = fde->start - (const uint8_t *)section->data->d_buf + section->address;

	if (!size || fde->start + 2 * size > fde->end)
		return false;
	range->start = read_encoded(fde->start, encoding, size);
	if ((encoding & 0x70) == DW_EH_PE_pcrel)
		range->start += place;
	else if (encoding & 0x70)
		return false;
	range->end = range->start + read_encoded(fde->start + size, encoding & 0x07, size);
	return range->end > range->start;
}

static int add_range(struct call_frames *frames, const struct code_range *range)
{
	if (frames->count == frames->room) {
		size_t room = frames->room ? 2 * frames->room : 1024;
		struct code_range *grown = reallocarray(frames->ranges, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		frames->ranges = grown;
		frames->room = room;
	}
	frames->ranges[frames->count++] = *range;
	return 0;
}

static int compare_ranges(const void *a, const void *b)
{
	const struct code_range *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

static int read_ranges(struct call_frames *frames, struct section *section)
{
	Dwarf_Off at = 0, next;

	for (;; at = next) {
		struct code_range range;
		Dwarf_CFI_Entry entry;
		int result;

		next = at;
		result = dwarf_next_cfi(section->ident, section->data, true, at, &next, &entry);
		if (result > 0 || next <= at)
			break;
		if (result < 0 || dwarf_cfi_cie_p(&entry) || !range_of(section, &entry.fde, &range))
			continue;
		if (add_range(frames, &range))
			return -ENOMEM;
	}
	if (frames->count)
		qsort(frames->ranges, frames->count, sizeof(*frames->ranges), compare_ranges);
	return 0;
}

int call_frames__open(Elf *elf, struct call_frames **out)
{
	struct call_frames *frames = calloc(1, sizeof(*frames));
	struct section section = { .cie = UINT64_MAX };

	if (!frames)
		return -ENOMEM;
	if (find_section(elf, &section)) {
		frames->cfi = dwarf_getcfi_elf(elf);
		if (frames->cfi && read_ranges(frames, &section)) {
			call_frames__close(frames);
			return -ENOMEM;
		}
	}
	*out = frames;
	return 0;
}

void call_frames__close(struct call_frames *frames)
{
	if (!frames)
		return;
	if (frames->cfi)
		dwarf_cfi_end(frames->cfi);
	free(frames->ranges);
	free(frames);
}

bool call_frames__range_at(const struct call_frames *frames, uint64_t address,
			   struct code_range *range)
{
	size_t low = 0, high = frames->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (frames->ranges[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || address >= frames->ranges[low - 1].end)
		return false;
	*range = frames->ranges[low - 1];
	return true;
}

enum frame_state call_frames__state_at(const struct call_frames *frames, uint64_t address)
{
	enum frame_state state = FRAME_UNKNOWN;
	struct code_range range;
	Dwarf_Frame *frame;
	Dwarf_Op *ops;
	size_t count;

	if (!call_frames__range_at(frames, address, &range) ||
	    dwarf_cfi_addrframe(frames->cfi, address, &frame))
		return FRAME_UNKNOWN;
	/* libdw gives "register + offset" as one operation. */
	if (!dwarf_frame_cfa(frame, &ops, &count) && count == 1 && ops->atom == DW_OP_bregx) {
		if (ops->number == DWARF_RSP)
			state = ops->number2 == 8 ? FRAME_GONE : FRAME_THERE;
		else if (ops->number == DWARF_RBP)
			state = FRAME_THERE;
	}
	free(frame);
	return state;
}
