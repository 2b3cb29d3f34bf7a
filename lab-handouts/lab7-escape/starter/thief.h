/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What your guests share: whatever you like. */
#ifndef THIEF_H
#define THIEF_H

#include <fdt.h>
#include <string.h>

#include "escape.h"
#include "pg32.h"

#endif
