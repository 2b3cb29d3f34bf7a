/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spent.h"

const char *const spent_names[SPENT_COUNT] = {
    [SPENT_USER] = "user",
    [SPENT_SUPERVISOR] = "supervisor",
#define PROBE(number, id, name, value)
#define COST(number, id, name, title, value) [SPENT_##id] = name,
#include "isa/probe.def"
};

const char *const spent_titles[SPENT_COUNT] = {
    [SPENT_USER] = "guest user",
    [SPENT_SUPERVISOR] = "guest supervisor",
#define PROBE(number, id, name, value)
#define COST(number, id, name, title, value) [SPENT_##id] = title,
#include "isa/probe.def"
};

int spent_announced(uint32_t event)
{
    switch (event) {
#define PROBE(number, id, name, value)
#define COST(number, id, name, title, value)                                                       \
    case number:                                                                                   \
        return SPENT_##id;
#include "isa/probe.def"
    default:
        return -1;
    }
}
