/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The RISC-V compiler on this machine, and what Trapeze gives it: headers, linker script,
 * start-up code, library. Finds them, compiles one source, links an image. The compiler's own
 * messages go to standard error unchanged, so they are about the user's own lines. Called by cc.c;
 * jail_*.c takes the compiler and its flags from here, and runs it in its own way.
 */
#ifndef PANEL_TOOLCHAIN_H
#define PANEL_TOOLCHAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "options.h"

struct toolchain {
    char *compiler;      /* path of gcc */
    char *guest_headers; /* pg32.h */
    char *headers;       /* the library's */
    char *script;        /* link.ld */
    char *library;       /* libpg32.a, the start-up code included */
};

/* Find all of it: 0, or a status after a message. To be freed in either case. */
int toolchain_find(struct toolchain *t);
void toolchain_free(struct toolchain *t);

/* Arguments of a command under construction; they are copied. */
struct arguments {
    char **word;
    unsigned count;
};
void arguments_add(struct arguments *a, const char *word);
void arguments_add_all(struct arguments *a, const char *const *words, size_t count);
void arguments_free(struct arguments *a);

/* ARGUMENTS_ADD(&a, "-o", path): each of these words. */
#define ARGUMENTS_ADD(a, ...)                                                                      \
    arguments_add_all(a, (const char *const[]){__VA_ARGS__},                                       \
                      sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* Only the compiler, the rest null: 0, or a status after a message. To be freed in either case. */
int toolchain_find_compiler(struct toolchain *t);

/* The flags that make the compiler one for PG-32, and for programs that stand alone. */
void toolchain_add_machine(struct arguments *a);
void toolchain_add_compile(struct arguments *a);
void toolchain_add_link(struct arguments *a);

/*
 * Run a program to its end; its first word is its path. 0, EXIT_USAGE if it failed; after a message
 * EXIT_INTERNAL if it could not be run, and EXIT_GUEST if it was interrupted.
 */
int toolchain_run(const struct arguments *a);

/* Compile `source` to the object file `object`. EXIT_USAGE if the compiler refuses it. */
int toolchain_compile(const struct toolchain *t, const struct arguments *user, const char *source,
                      const char *object);

/* Link objects to `image`; the start-up code comes along unless one of them defines _start. */
int toolchain_link(const struct toolchain *t, const struct arguments *objects, const char *image);

#endif
