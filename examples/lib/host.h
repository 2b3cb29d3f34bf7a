/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For tests on the host: gives the library's pure parts (fdt, heap, memory, print, sort, sprint,
 * stdlib, string) names that do not collide with the host's C library. Compile such a file with
 * -ffreestanding -Iexamples/lib/include -include examples/lib/host.h, and call lib_qsort and so
 * on, declared in the test itself; lib_exit and heap_bounds are the test's to provide.
 */
#ifndef LIB_HOST_H
#define LIB_HOST_H

#define snprintf lib_snprintf
#define sprintf lib_sprintf
#define vsnprintf lib_vsnprintf

#define exit lib_exit
#define abort lib_abort
#define malloc lib_malloc
#define calloc lib_calloc
#define realloc lib_realloc
#define free lib_free
#define atoi lib_atoi
#define atol lib_atol
#define strtol lib_strtol
#define strtoul lib_strtoul
#define abs lib_abs
#define labs lib_labs
#define rand lib_rand
#define srand lib_srand
#define qsort lib_qsort
#define bsearch lib_bsearch

#define memcpy lib_memcpy
#define memmove lib_memmove
#define memset lib_memset
#define memcmp lib_memcmp
#define memchr lib_memchr
#define strlen lib_strlen
#define strnlen lib_strnlen
#define strcmp lib_strcmp
#define strncmp lib_strncmp
#define strcpy lib_strcpy
#define strncpy lib_strncpy
#define strcat lib_strcat
#define strncat lib_strncat
#define strdup lib_strdup
#define strchr lib_strchr
#define strrchr lib_strrchr
#define strstr lib_strstr
#define strpbrk lib_strpbrk
#define strspn lib_strspn
#define strcspn lib_strcspn
#define strtok lib_strtok
#define strtok_r lib_strtok_r

#endif
