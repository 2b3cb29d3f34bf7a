/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * assert: says on the console what does not hold, and aborts. No include guard: the standard
 * wants NDEBUG to be obeyed anew at each inclusion.
 */
#include <stdio.h>
#include <stdlib.h>

#undef assert
#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
#define assert(condition)                                                                          \
    ((condition)                                                                                   \
         ? (void)0                                                                                 \
         : (printf("%s:%d: %s: assertion failed: %s\n", __FILE__, __LINE__, __func__, #condition), \
            abort()))
#endif

#ifndef static_assert
#define static_assert _Static_assert
#endif
