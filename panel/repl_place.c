/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front panel's addresses with a space in front: alice/p:0x80000000, alice/7:main. */
#include <stdlib.h>
#include <string.h>

#include "repl.h"

/* What is between the last slash and the colon: p, or an ASID. */
static bool parse_space(struct repl *r, const char *text, struct place *at)
{
    char *end;
    unsigned long asid = strtoul(text, &end, 0);
    at->space = SPACE_ASID;
    at->asid = (uint32_t)asid;
    if (strcmp(text, "p") == 0) {
        at->space = SPACE_PHYSICAL;
        return true;
    }
    return (end != text && *end == '\0' && *text != '-' && asid <= MATP_ASID) ||
           repl_error(r, "no address space `%s`: expected p, for physical addresses, or an ASID",
                      excerpt(text).text);
}

/* Cut /SPACE out of a copy of the text, unless what is before the colon is a name as it stands. */
static bool cut_space(struct repl *r, char *copy, struct place *at)
{
    char *colon = strchr(copy, ':');
    const struct session *s = &r->debugger->session;
    at->space = SPACE_CURRENT;
    if (!colon || layer_named(s, copy, (size_t)(colon - copy)) != LAYER_NONE) {
        return true;
    }
    *colon = '\0';
    char *slash = strrchr(copy, '/');
    if (!slash || layer_named(s, copy, (size_t)(slash - copy)) == LAYER_NONE) {
        *colon = ':';
        return true;
    }
    bool ok = parse_space(r, slash + 1, at);
    *colon = ':';
    memmove(slash, colon, strlen(colon) + 1);
    return ok;
}

bool repl_place(struct repl *r, const char *text, unsigned first, struct place *at)
{
    struct location l;
    char *copy = xstrdup(text);
    bool ok = cut_space(r, copy, at) && repl_location(r, copy, first, &l);
    free(copy);
    if (ok) {
        at->layer = l.layer;
        at->address = l.address;
        at->symbol = l.symbol;
    }
    return ok;
}
