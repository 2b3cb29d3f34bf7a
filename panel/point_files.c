/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What goes into a point from files. Of an image it is what a machine sees that counts, so that the
 * same program compiled in another folder is the same.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cc.h"
#include "machine/hash.h"
#include "point.h"

static uint64_t hash_image(const struct image *image)
{
    uint64_t hash = HASH_EMPTY;
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct segment *s = &image->segments[i];
        hash = hash_number(hash, s->address);
        hash = hash_number(hash, s->mem_size);
        hash = hash_number(hash, s->file_size);
        hash = hash_bytes(hash, s->bytes, s->file_size);
    }
    for (size_t i = 0; i < image->number_count; i++) {
        hash = hash_text(hash, image->numbers[i].name);
        hash = hash_number(hash, image->numbers[i].address);
    }
    hash = hash_number(hash, image->entry);
    return hash_number(hash, image->has_tohost ? image->tohost : UINT64_MAX);
}

static int read_image(struct point_file *f, struct where at)
{
    struct image image;
    struct error e;
    enum file_kind kind;
    int status = file_kind(f->path, &kind);
    if (status == 0 && kind == FILE_SOURCE) {
        status = compile_source(f->path, &f->compiled);
    }
    if (status == 0 && !image_load_elf(&image, f->compiled ? f->compiled : f->path, &e)) {
        status = diag_at(at, "%s: %s", excerpt(f->path).text, e.text);
    }
    if (status == 0) {
        f->hash = hash_image(&image);
        image_free(&image);
    }
    return status;
}

static int read_bytes(struct point_file *f, struct where at)
{
    enum { PIECE = 1 << 16 };
    FILE *in = fopen(f->path, "rb");
    uint8_t *piece = xmalloc(PIECE);
    size_t n;
    f->hash = HASH_EMPTY;
    while (in && (n = fread(piece, 1, PIECE, in)) > 0) {
        f->hash = hash_bytes(f->hash, piece, n);
    }
    int status =
        in && !ferror(in) ? 0 : diag_at(at, "%s: %s", excerpt(f->path).text, strerror(errno));
    if (in) {
        fclose(in);
    }
    free(piece);
    return status;
}

const struct point_file *point_file(struct point_files *files, const char *path, bool image,
                                    struct where at)
{
    for (unsigned i = 0; i < files->count; i++) {
        if (files->item[i].image == image && strcmp(files->item[i].path, path) == 0) {
            return &files->item[i];
        }
    }
    struct point_file f = {.path = xstrdup(path), .image = image};
    files->status = image ? read_image(&f, at) : read_bytes(&f, at);
    if (files->status) {
        free(f.path);
        free(f.compiled);
        return NULL;
    }
    files->item = xrealloc(files->item, (files->count + 1) * sizeof *files->item);
    files->item[files->count] = f;
    return &files->item[files->count++];
}

void point_files_free(struct point_files *files)
{
    for (unsigned i = 0; i < files->count; i++) {
        free(files->item[i].path);
        free(files->item[i].compiled);
    }
    free(files->item);
    *files = (struct point_files){.count = 0};
}
