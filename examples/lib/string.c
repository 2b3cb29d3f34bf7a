/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <stdint.h>

size_t strlen(const char *s)
{
    size_t n = 0;
    while (s[n] != '\0') {
        n++;
    }
    return n;
}

size_t strnlen(const char *s, size_t most)
{
    size_t n = 0;
    while (n < most && s[n] != '\0') {
        n++;
    }
    return n;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}

int strncmp(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (a[i] != b[i] || a[i] == '\0') {
            return (unsigned char)a[i] - (unsigned char)b[i];
        }
    }
    return 0;
}

char *strcpy(char *restrict to, const char *restrict from)
{
    return memcpy(to, from, strlen(from) + 1);
}

char *strncpy(char *restrict to, const char *restrict from, size_t n)
{
    size_t length = strnlen(from, n);
    memcpy(to, from, length);
    memset(to + length, 0, n - length);
    return to;
}

char *strcat(char *restrict to, const char *restrict from)
{
    strcpy(to + strlen(to), from);
    return to;
}

char *strncat(char *restrict to, const char *restrict from, size_t n)
{
    size_t length = strnlen(from, n);
    char *end = to + strlen(to);
    memcpy(end, from, length);
    end[length] = '\0';
    return to;
}

/* The standard takes a const char * and returns a char *: the cast is its, not ours. */
static char *unconst(const char *s)
{
    return (char *)(uintptr_t)s;
}

char *strchr(const char *s, int c)
{
    for (;; s++) {
        if (*s == (char)c) {
            return unconst(s);
        }
        if (*s == '\0') {
            return NULL;
        }
    }
}

char *strrchr(const char *s, int c)
{
    for (size_t n = strlen(s) + 1; n > 0; n--) {
        if (s[n - 1] == (char)c) {
            return unconst(s + n - 1);
        }
    }
    return NULL;
}

char *strstr(const char *s, const char *part)
{
    size_t length = strlen(part);
    for (;; s++) {
        if (strncmp(s, part, length) == 0) {
            return unconst(s);
        }
        if (*s == '\0') {
            return NULL;
        }
    }
}

size_t strspn(const char *s, const char *set)
{
    size_t n = 0;
    while (s[n] != '\0' && strchr(set, s[n])) {
        n++;
    }
    return n;
}

size_t strcspn(const char *s, const char *set)
{
    size_t n = 0;
    while (s[n] != '\0' && !strchr(set, s[n])) {
        n++;
    }
    return n;
}

char *strpbrk(const char *s, const char *set)
{
    s += strcspn(s, set);
    return *s ? unconst(s) : NULL;
}

char *strtok_r(char *restrict s, const char *restrict separators, char **restrict rest)
{
    s = s ? s : *rest;
    s += strspn(s, separators);
    char *end = s + strcspn(s, separators);
    *rest = *end ? end + 1 : end;
    *end = '\0';
    return *s ? s : NULL;
}

char *strtok(char *restrict s, const char *restrict separators)
{
    static char *rest;
    return strtok_r(s, separators, &rest);
}
