/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory, numbers, sorting, and the end of the program. exit(0) stops the machine with success,
 * exit(n) with failure n; malloc has all RAM that the device tree tells of.
 */
#ifndef STDLIB_H
#define STDLIB_H

#include <stddef.h>

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#define RAND_MAX 0x7fffffff

_Noreturn void exit(int status);
_Noreturn void abort(void); /* exit status 134, as a shell shows it */

void *malloc(size_t n);
void *calloc(size_t count, size_t size);
void *realloc(void *old, size_t n);
void free(void *p);

int atoi(const char *text);
long atol(const char *text);
long strtol(const char *restrict text, char **restrict end, int base);
unsigned long strtoul(const char *restrict text, char **restrict end, int base);
int abs(int n);
long labs(long n);

/* Pseudo-random, and the same in every run: srand(1) at the start. */
int rand(void);
void srand(unsigned seed);

void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *));
void *bsearch(const void *key, const void *base, size_t count, size_t size,
              int (*compare)(const void *, const void *));

#endif
