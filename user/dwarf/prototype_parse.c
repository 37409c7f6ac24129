// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "prototype_parse.h"

#include <ctype.h>
#include <string.h>

#include "sysv_abi.h"

#define MAX_PARAMETERS 10
#define POINTER_BYTES  8

struct known_word {
	const char *name;
	enum value_kind kind;
	uint8_t bytes;
	bool is_signed;
};

/* As on x86-64 Linux. */
static const struct known_word known_words[] = {
	{ "void", VALUE_VOID, 0, false },
	{ "bool", VALUE_BOOL, 1, false },
	{ "char", VALUE_CHARACTER, 1, true },
	{ "int", VALUE_SIGNED, 4, true },
	{ "unsigned int", VALUE_UNSIGNED, 4, false },
	{ "long", VALUE_SIGNED, 8, true },
	{ "long long", VALUE_SIGNED, 8, true },
	{ "unsigned long", VALUE_UNSIGNED, 8, false },
	{ "unsigned long long", VALUE_UNSIGNED, 8, false },
	{ "float", VALUE_FLOAT, 4, true },
	{ "double", VALUE_FLOAT, 8, true },
	{ "uint32_t", VALUE_UNSIGNED, 4, false },
	{ "intptr_t", VALUE_SIGNED, 8, true },
	{ "size_t", VALUE_UNSIGNED, 8, false },
	{ "ssize_t", VALUE_SIGNED, 8, true },
	{ "off_t", VALUE_SIGNED, 8, true },
	{ "mode_t", VALUE_UNSIGNED, 4, false },
	{ "pid_t", VALUE_SIGNED, 4, true },
	{ "uid_t", VALUE_UNSIGNED, 4, false },
	{ "gid_t", VALUE_UNSIGNED, 4, false },
	{ "time_t", VALUE_SIGNED, 8, true },
	{ "clock_t", VALUE_SIGNED, 8, true },
	{ "clockid_t", VALUE_SIGNED, 4, true },
	{ "useconds_t", VALUE_UNSIGNED, 4, false },
	{ "socklen_t", VALUE_UNSIGNED, 4, false },
	{ "nfds_t", VALUE_UNSIGNED, 8, false },
	{ "pthread_t", VALUE_UNSIGNED, 8, false },
	{ "pthread_key_t", VALUE_UNSIGNED, 4, false },
	{ "sighandler_t", VALUE_POINTER, 8, false },
	{ "iconv_t", VALUE_POINTER, 8, false },
};

/* One declaration: "const char *name". */
struct declaration {
	const char *type; /* with its qualifiers, without the name */
	size_t type_len;
	const char *name; /* NULL: none */
	size_t name_len;
	unsigned int stars;
	bool is_const;
	const char *base; /* the type's words without const */
	size_t base_len;
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static size_t trimmed(const char *text, size_t len)
{
	while (len && text[len - 1] == ' ')
		len--;
	return len;
}

/* The last word is the name, unless the declaration is of a type alone. */
static void split(const char *text, size_t len, bool named, struct declaration *out)
{
	static const char constant[] = "const ";
	size_t end;

	*out = (struct declaration){ .type = text };
	len = trimmed(text, len);
	end = len;
	while (named && end && is_word(text[end - 1]))
		end--;
	if (named) {
		out->name = text + end;
		out->name_len = len - end;
	}
	out->type_len = end = trimmed(text, end);
	while (end && (text[end - 1] == '*' || text[end - 1] == ' ')) {
		out->stars += text[end - 1] == '*';
		end--;
	}
	out->is_const = !strncmp(text, constant, strlen(constant));
	out->base = text + (out->is_const ? strlen(constant) : 0);
	out->base_len = text + end - out->base;
}

static bool base_is(const struct declaration *declaration, const char *name)
{
	return declaration->base_len == strlen(name) &&
	       !strncmp(declaration->base, name, declaration->base_len);
}

static const struct known_word *find_word(const struct declaration *declaration)
{
	for (size_t i = 0; i < sizeof(known_words) / sizeof(*known_words); i++)
		if (base_is(declaration, known_words[i].name))
			return &known_words[i];
	return NULL;
}

static const struct value_type *make_type(struct arena *arena, const struct declaration *from)
{
	struct value_type *type = arena_alloc(arena, sizeof(*type));
	const struct known_word *word = find_word(from);

	if (!type || (!from->stars && !word))
		return NULL;
	type->name = arena_string(arena, from->type, from->type_len);
	if (from->stars) {
		bool text = from->stars == 1 && base_is(from, "char");

		type->kind = text ? VALUE_TEXT : VALUE_POINTER;
		type->readable = text && from->is_const;
		type->bytes = POINTER_BYTES;
	} else {
		type->kind = word->kind;
		type->bytes = word->bytes;
		type->is_signed = word->is_signed;
	}
	return type->name ? type : NULL;
}

/* "int (*compar)(const void *, const void *)" */
static bool parse_function_pointer(struct arena *arena, const char *text, size_t len,
				   struct parameter *out)
{
	struct value_type *type = arena_alloc(arena, sizeof(*type));
	const char *name = memmem(text, len, "(*", 2), *end;
	char *type_name;

	if (!type || !name)
		return false;
	name += strlen("(*");
	end = memchr(name, ')', text + len - name);
	if (!end)
		return false;
	type_name = arena_alloc(arena, len + 1);
	out->name = arena_string(arena, name, end - name);
	if (!type_name || !out->name)
		return false;
	memcpy(type_name, text, name - text);
	memcpy(type_name + (name - text), end, text + len - end);
	*type = (struct value_type){
		.kind = VALUE_POINTER,
		.name = type_name,
		.bytes = POINTER_BYTES,
	};
	out->type = type;
	return true;
}

static bool parse_parameter(struct arena *arena, const char *text, size_t len,
			    struct parameter *out)
{
	struct declaration declaration;

	if (memchr(text, '(', len))
		return parse_function_pointer(arena, text, len, out);
	split(text, len, true, &declaration);
	out->name = arena_string(arena, declaration.name, declaration.name_len);
	out->type = make_type(arena, &declaration);
	return out->name && *out->name && out->type;
}

/* The length of one parameter: up to a comma outside of brackets, or the end. */
static size_t parameter_length(const char *text, const char *end)
{
	int depth = 0;
	const char *at;

	for (at = text; at < end && (depth || *at != ','); at++)
		depth += (*at == '(') - (*at == ')');
	return at - text;
}

static bool parse_parameters(struct arena *arena, const char *text, const char *end,
			     struct signature *signature)
{
	while (text < end) {
		size_t len = parameter_length(text, end);

		if (len == 3 && !strncmp(text, "...", len)) {
			signature->variadic = true;
		} else if (len != 4 || strncmp(text, "void", len)) {
			if (signature->parameter_count == MAX_PARAMETERS ||
			    !parse_parameter(arena, text, len,
					     &signature->parameters[signature->parameter_count++]))
				return false;
		}
		text += len;
		while (text < end && (*text == ',' || *text == ' '))
			text++;
	}
	return true;
}

static void place_all(struct signature *signature)
{
	struct value_class class =
		sysv_scalar_class(signature->result->kind, signature->result->bytes);
	struct sysv_arguments arguments = sysv_begin(&class);

	signature->result_place = sysv_result(&class);
	for (size_t i = 0; i < signature->parameter_count; i++) {
		struct parameter *parameter = &signature->parameters[i];

		class = sysv_scalar_class(parameter->type->kind, parameter->type->bytes);
		parameter->place = sysv_argument(&arguments, &class);
	}
}

static bool parse_result(struct arena *arena, const char *text, const char *open,
			 struct signature *signature)
{
	struct declaration declaration;
	struct value_type *type;

	split(text, open - text, true, &declaration);
	type = (struct value_type *)make_type(arena, &declaration);
	/* These functions end what they give back with NUL. */
	if (type && type->kind == VALUE_TEXT)
		type->readable = true;
	signature->result = type;
	return type;
}

const struct signature *parse_prototype(struct arena *arena, const char *text)
{
	struct signature *signature = arena_alloc(arena, sizeof(*signature));
	const char *open = strchr(text, '('), *end = strrchr(text, ')');

	if (!signature || !open || !end || end < open)
		return NULL;
	signature->source = SIGNATURE_TABLE;
	signature->text = text;
	signature->parameters = arena_array(arena, MAX_PARAMETERS, sizeof(struct parameter));
	if (!signature->parameters || !parse_result(arena, text, open, signature) ||
	    !parse_parameters(arena, open + 1, end, signature))
		return NULL;
	place_all(signature);
	return signature;
}
