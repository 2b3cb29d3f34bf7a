/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *   reseal FILE OFFSET VALUE
 *
 * Changes a byte of a snapshot and makes its checksum right again, as no accident would.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "machine/archive.h"

enum { CHECKSUM_SIZE = 8, MOST = 1 << 24 };

static uint8_t bytes[MOST];

int main(int argc, char **argv)
{
    FILE *f = argc == 4 ? fopen(argv[1], "r+b") : NULL;
    size_t size = f ? fread(bytes, 1, MOST, f) : 0;
    size_t offset = argc == 4 ? strtoul(argv[2], NULL, 0) : 0;
    if (size <= CHECKSUM_SIZE || offset >= size - CHECKSUM_SIZE) {
        fputs("usage: reseal FILE OFFSET VALUE\n", stderr);
        return 2;
    }
    bytes[offset] = (uint8_t)strtoul(argv[3], NULL, 0);
    uint64_t sum = archive_checksum(bytes, size - CHECKSUM_SIZE);
    for (unsigned i = 0; i < CHECKSUM_SIZE; i++) {
        bytes[size - CHECKSUM_SIZE + i] = (uint8_t)(sum >> 8 * i);
    }
    rewind(f);
    fwrite(bytes, 1, size, f);
    return fclose(f) != 0;
}
