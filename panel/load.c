/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "load.h"

#include <stdlib.h>
#include <string.h>

#include "cc.h"
#include "config.h"
#include "machine/file.h"

int image_refused(const char *path, struct where at, const char *why)
{
    bool same = at.file && strcmp(at.file, path) == 0;
    return same ? diag_at(at, "%s", why) : diag_at(at, "%s: %s", excerpt(path).text, why);
}

int load_image(struct image *image, const char *path, struct flat flat, struct where at)
{
    struct error e;
    char *compiled = NULL;
    enum file_kind kind = FILE_ELF;
    int status = flat.given ? 0 : file_kind(path, &kind);
    if (status == 0 && kind == FILE_SOURCE) {
        status = compile_source(path, &compiled);
    }
    if (status == 0) {
        bool ok = flat.given ? image_load_flat(image, path, flat.address, &e)
                             : image_load_elf(image, compiled ? compiled : path, &e);
        status = ok ? 0 : image_refused(path, at, e.text);
    }
    free(compiled);
    return status;
}

int load_blob(struct blob *b, const char *path, size_t most, struct where at, const char *what)
{
    struct error e;
    if (!file_read(path, most, &b->bytes, &b->size, &e)) {
        *b = (struct blob){.bytes = NULL};
        return diag_at(at, "%s: %s: %s", what, excerpt(path).text, e.text);
    }
    return 0;
}
