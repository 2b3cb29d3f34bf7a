/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seed_fdt FOLDER: the unit tests' device trees as files, for the fuzz target to start from. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/fdt_blob.h"

static int put(const char *folder, const char *name, uint8_t *blob, size_t size)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    int status = f && fwrite(blob, 1, size, f) == size ? 0 : 1;
    if (f && fclose(f) != 0) {
        status = 1;
    }
    free(blob);
    return status;
}

int main(int argc, char **argv)
{
    size_t size;
    if (argc != 2) {
        return 2;
    }
    uint8_t *board = blob_of_board(&size);
    int status = put(argv[1], "board", board, size);
    uint8_t *shapes = blob_of_shapes(&size);
    return put(argv[1], "shapes", shapes, size) || status;
}
