// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "known_types.h"

#include <dwarf.h>
#include <string.h>

#include "die.h"
#include "qualified_name.h"

#define POINTER_BYTES 8

bool find_member(struct debug_info *info, const Dwarf_Die *type, const char *name,
		 Dwarf_Die *member_type, uint64_t *offset)
{
	struct die_cursor cursor;
	Dwarf_Die at;

	if (!die_peel(type, &at))
		return false;
	die_children(&info->units, &at, &cursor);
	while (die_cursor__next_child(&cursor)) {
		Dwarf_Die member = die_cursor__die(&cursor);
		const char *found;

		if (cursor.abbrev->tag != DW_TAG_member)
			continue;
		found = die_name(&member);
		if (found && !strcmp(found, name))
			return die_type(&member, member_type) && member_offset(&member, offset);
	}
	return false;
}

/* The offset of a member that any of these names leads to, through members of members. */
static bool find_path(struct debug_info *info, const Dwarf_Die *type, const char *const *path,
		      uint64_t *offset)
{
	Dwarf_Die at = *type, next;
	uint64_t step;

	for (*offset = 0; *path; path++, at = next, *offset += step)
		if (!find_member(info, &at, *path, &next, &step) || step > UINT16_MAX)
			return false;
	return true;
}

static bool is_instance(const char *name, const char *template)
{
	size_t len = strlen(template);

	/* Without parameters where the compiler leaves them to the reader of the entries. */
	return !strncmp(name, template, len) &&
	       (name[len] == ',' || name[len] == '>' || name[len] == '\0');
}

static bool span(struct value_type *value, uint64_t bytes, uint64_t pointer, uint64_t length)
{
	if (pointer + POINTER_BYTES > bytes || length + POINTER_BYTES > bytes)
		return false;
	value->kind = VALUE_SPAN;
	value->readable = true;
	value->bytes = bytes;
	value->pointer_offset = pointer;
	value->length_offset = length;
	return true;
}

/* clang may leave out members, or all, of what is instantiated in the standard library itself. */
static bool standard_string(struct debug_info *info, const Dwarf_Die *type, const char *scope,
			    uint64_t bytes, struct value_type *value)
{
	static const char *const pointer_path[] = { "_M_dataplus", "_M_p", NULL };
	static const char *const length_path[] = { "_M_string_length", NULL };
	uint64_t pointer, length;

	if (!strcmp(scope, "__cxx11")) {
		if (find_path(info, type, pointer_path, &pointer) &&
		    find_path(info, type, length_path, &length))
			return span(value, bytes, pointer, length);
		return (!bytes || bytes == 32) && span(value, 32, 0, 8);
	}
	/* libc++'s inline namespace; without one it is libstdc++'s old, shared kind. */
	if (strncmp(scope, "__", 2) || (bytes && bytes != 24))
		return false;
	value->kind = VALUE_LIBCXX_TEXT;
	value->readable = true;
	value->bytes = 24;
	return true;
}

static bool string_view(struct debug_info *info, const Dwarf_Die *type, uint64_t bytes,
			struct value_type *value)
{
	static const char *const names[][2] = { { "_M_str", "_M_len" },
						{ "__data_", "__size_" },
						{ "__data", "__size" } };
	uint64_t pointer, length;
	Dwarf_Die member;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (find_member(info, type, names[i][0], &member, &pointer) &&
		    find_member(info, type, names[i][1], &member, &length))
			return span(value, bytes, pointer, length);
	return false;
}

static bool cplusplus_text(struct debug_info *info, const Dwarf_Die *type, const char *name,
			   uint64_t bytes, struct value_type *value)
{
	const char *scope = scope_name(info, type, 0);

	if (strcmp(scope, "std") && strcmp(scope_name(info, type, 1), "std"))
		return false;
	if (is_instance(name, "basic_string<char"))
		return standard_string(info, type, scope, bytes, value);
	return is_instance(name, "basic_string_view<char") && string_view(info, type, bytes, value);
}

/* The pointer of a String lies in several layers, which change with Rust's releases. */
static bool rust_buffer(struct debug_info *info, const Dwarf_Die *type, uint64_t *offset)
{
	static const char *const layers[] = { "vec", "buf", "inner", "ptr", "pointer" };
	Dwarf_Die at = *type, next, peeled;
	uint64_t step;
	bool moved = true;

	*offset = 0;
	for (int depth = 0; moved && depth < MAX_TYPE_DEPTH; depth++) {
		if (die_peel(&at, &peeled) && dwarf_tag(&peeled) == DW_TAG_pointer_type)
			return true;
		moved = false;
		for (size_t i = 0; i < sizeof(layers) / sizeof(*layers) && !moved; i++)
			moved = find_member(info, &at, layers[i], &next, &step);
		if (!moved || step > UINT16_MAX)
			return false;
		*offset += step;
		at = next;
	}
	return false;
}

static bool rust_text(struct debug_info *info, const Dwarf_Die *type, const char *name,
		      uint64_t bytes, struct value_type *value)
{
	static const char *const pointer_path[] = { "data_ptr", NULL };
	static const char *const length_path[] = { "length", NULL };
	static const char *const string_length_path[] = { "vec", "len", NULL };
	uint64_t pointer, length;

	if (!strcmp(name, "&str") || !strcmp(name, "&mut str"))
		return find_path(info, type, pointer_path, &pointer) &&
		       find_path(info, type, length_path, &length) &&
		       span(value, bytes, pointer, length);
	return !strcmp(name, "String") && !strcmp(scope_name(info, type, 0), "string") &&
	       rust_buffer(info, type, &pointer) &&
	       find_path(info, type, string_length_path, &length) &&
	       span(value, bytes, pointer, length);
}

static bool go_text(struct debug_info *info, const Dwarf_Die *type, uint64_t bytes,
		    struct value_type *value)
{
	static const char *const pointer_path[] = { "str", NULL };
	static const char *const length_path[] = { "len", NULL };
	uint64_t pointer, length;

	return find_path(info, type, pointer_path, &pointer) &&
	       find_path(info, type, length_path, &length) && span(value, bytes, pointer, length);
}

bool known_text(struct debug_info *info, const Dwarf_Die *type, struct value_type *value)
{
	const struct debug_unit *unit = debug_units__get(&info->units, type->cu);
	const char *name = die_name((Dwarf_Die *)type);
	uint64_t bytes = 0;

	if (!unit || !name)
		return false;
	die_size(&info->units, type, &bytes);
	if (bytes > UINT16_MAX)
		return false;
	if (is_go(unit->language))
		return !strcmp(name, "string") && go_text(info, type, bytes, value);
	if (is_rust(unit->language))
		return rust_text(info, type, name, bytes, value);
	return !strncmp(name, "basic_string", strlen("basic_string")) &&
	       cplusplus_text(info, type, name, bytes, value);
}
