/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every unit test starts from: cmocka with the headers that it wants, and random numbers.
 * Owns nothing; for tests/unit only.
 */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/rng.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#endif
