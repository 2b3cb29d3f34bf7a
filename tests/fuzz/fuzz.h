/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the fuzz targets share. A target is tests/fuzz/fuzz_NAME.c, one LLVMFuzzerTestOneInput()
 * that gives its bytes to one part of Trapeze and checks what must hold whatever they are. It is
 * linked with libFuzzer, which makes the bytes up, or with driver.c, which takes them from files.
 * Standard output and standard error are nobody's: both close them.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Where a program begins in the input of a target that runs it. */
enum { PROGRAM_AT = 4 };

/* Abort, which whoever runs the target reports with a stack, unless it holds. */
void fuzz_check(bool holds);

/*
 * The path of a file `name` with these bytes, in a folder of the process's own that is removed at
 * its end. A file of the same name is replaced.
 */
const char *fuzz_file(const char *name, const uint8_t *data, size_t size);

/* An input being used up; zeros follow its end. */
struct fuzz_bytes {
    const uint8_t *at;
    size_t left;
};
uint8_t fuzz_byte(struct fuzz_bytes *b);
uint32_t fuzz_word(struct fuzz_bytes *b);

/* Cut off the first n bytes, or all if there are fewer: a pointer to them, and their number. */
const uint8_t *fuzz_take(struct fuzz_bytes *b, size_t n, size_t *taken);

/* A copy as a string in new memory. */
char *fuzz_string(const uint8_t *data, size_t size);

#endif
