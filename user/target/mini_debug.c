// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "mini_debug.h"

#include <errno.h>
#include <gelf.h>
#include <lzma.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../util/write_all.h"

#define MAX_BYTES	  (256u << 20) /* symbols alone are far less */
#define MAX_DECODER_BYTES (128u << 20)

static Elf_Data *find_section(Elf *elf)
{
	Elf_Scn *section = NULL;
	size_t strings;

	if (elf_getshdrstrndx(elf, &strings))
		return NULL;
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header) || header.sh_type == SHT_NOBITS)
			continue;
		name = elf_strptr(elf, strings, header.sh_name);
		if (name && !strcmp(name, ".gnu_debugdata"))
			return elf_rawdata(section, NULL);
	}
	return NULL;
}

/* Returns 0 or a negative errno. */
static int unpack(lzma_stream *stream, int fd)
{
	uint8_t buffer[65536];
	lzma_ret ret = LZMA_OK;

	while (ret == LZMA_OK) {
		int err;

		stream->next_out = buffer;
		stream->avail_out = sizeof(buffer);
		ret = lzma_code(stream, LZMA_FINISH);
		if (ret != LZMA_OK && ret != LZMA_STREAM_END)
			return -EINVAL;
		if (stream->total_out > MAX_BYTES)
			return -EFBIG;
		err = write_all(fd, (char *)buffer, sizeof(buffer) - stream->avail_out, NULL);
		if (err)
			return err;
	}
	return 0;
}

int mini_debug__open(Elf *elf)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	Elf_Data *data = find_section(elf);
	int fd, err;

	if (!data || !data->d_buf || !data->d_size)
		return -ENOENT;
	if (lzma_stream_decoder(&stream, MAX_DECODER_BYTES, 0) != LZMA_OK)
		return -ENOMEM;
	stream.next_in = data->d_buf;
	stream.avail_in = data->d_size;
	fd = memfd_create("gnu_debugdata", MFD_CLOEXEC);
	err = fd < 0 ? -errno : unpack(&stream, fd);
	lzma_end(&stream);
	if (err && fd >= 0)
		close(fd);
	return err ? err : fd;
}
