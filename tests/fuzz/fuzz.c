/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILES = 4, PATH_SIZE = 4096 };

/* The process's own folder, and the files that it has put there. */
static char folder[PATH_SIZE];
static char paths[FILES][PATH_SIZE + 64];
static unsigned count;

void fuzz_check(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void remove_own(void)
{
    for (unsigned i = 0; i < count; i++) {
        unlink(paths[i]);
    }
    rmdir(folder);
}

static void make_folder(void)
{
    const char *where = getenv("TMPDIR");
    where = where && *where ? where : "/tmp";
    int n = snprintf(folder, sizeof folder, "%s/trapeze-fuzz-XXXXXX", where);
    fuzz_check(n > 0 && n < PATH_SIZE && mkdtemp(folder));
    atexit(remove_own);
}

/* The path of that name, remembered so that it can be removed. */
static const char *path_of(const char *name)
{
    if (*folder == '\0') {
        make_folder();
    }
    size_t length = strlen(folder);
    for (unsigned i = 0; i < count; i++) {
        if (strcmp(paths[i] + length + 1, name) == 0) {
            return paths[i];
        }
    }
    fuzz_check(count < FILES && strlen(name) < 63);
    char *path = paths[count++];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

const char *fuzz_file(const char *name, const uint8_t *data, size_t size)
{
    const char *path = path_of(name);
    FILE *f = fopen(path, "wb");
    fuzz_check(f && fwrite(data, 1, size, f) == size);
    fuzz_check(fclose(f) == 0);
    return path;
}

uint8_t fuzz_byte(struct fuzz_bytes *b)
{
    if (b->left == 0) {
        return 0;
    }
    b->left--;
    return *b->at++;
}

uint32_t fuzz_word(struct fuzz_bytes *b)
{
    uint32_t word = 0;
    for (unsigned i = 0; i < 4; i++) {
        word |= (uint32_t)fuzz_byte(b) << 8 * i;
    }
    return word;
}

const uint8_t *fuzz_take(struct fuzz_bytes *b, size_t n, size_t *taken)
{
    const uint8_t *at = b->at;
    *taken = n < b->left ? n : b->left;
    b->at += *taken;
    b->left -= *taken;
    return at;
}

char *fuzz_string(const uint8_t *data, size_t size)
{
    char *s = malloc(size + 1);
    fuzz_check(s);
    if (size > 0) {
        memcpy(s, data, size);
    }
    s[size] = '\0';
    return s;
}
