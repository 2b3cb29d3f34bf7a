/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events that can be waited for, from debug_event.def. */
#include "debug_point.h"
#include "isa/cause.h"

const char *const event_names[EVENT_COUNT] = {
#define EVENT(name, condition, title) #name,
#include "debug_event.def"
};

const char *const event_titles[EVENT_COUNT] = {
#define EVENT(name, condition, title) title,
#include "debug_event.def"
};

static bool cause_is_miss(uint32_t cause)
{
    return cause >= CAUSE_fetch_miss && cause <= CAUSE_store_miss;
}

bool event_matches(const struct event_wanted *w, const struct flow_event *e)
{
    if (w->layer != LAYER_NONE && w->layer != e->layer) {
        return false;
    }
    switch (w->name) {
#define EVENT(name, condition, title)                                                              \
    case EVENT_##name:                                                                             \
        return condition;
#include "debug_event.def"
    case EVENT_COUNT:
        break;
    }
    return false;
}
