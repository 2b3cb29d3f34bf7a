/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LAYER: and LAYER/SPACE: in front of an operand say whose it is. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "debug_expression_parts.h"

/* The layer with the longest name that the text begins with, up to a : or /; *n is its length. */
static unsigned named_layer(const struct evaluation *e, size_t *n)
{
    const struct session *s = &e->d->session;
    unsigned found = LAYER_NONE;
    *n = 0;
    for (unsigned i = layer_count(s) + 1; i-- > 0;) {
        unsigned layer = i < layer_count(s) ? i : LAYER_MACHINE;
        const char *name = layer_name(s, layer);
        size_t length = strlen(name);
        bool here = length >= *n && strncmp(e->at, name, length) == 0 &&
                    (e->at[length] == ':' || e->at[length] == '/');
        if (here && (layer == LAYER_MACHINE || layer_exists(s, layer)) && length > *n) {
            found = layer;
            *n = length;
        }
    }
    return found;
}

/* What is between LAYER/ and its colon: p, or an ASID. */
static bool read_space(const char *text, size_t n, struct place *at)
{
    uint32_t asid = 0;
    at->space = n == 1 && *text == 'p' ? SPACE_PHYSICAL : SPACE_ASID;
    if (at->space == SPACE_PHYSICAL) {
        return at->layer != LAYER_MACHINE;
    }
    for (size_t i = 0; i < n; i++) {
        asid = asid > MATP_ASID || !isdigit((unsigned char)text[i])
                   ? UINT32_MAX
                   : asid * 10 + (unsigned)(text[i] - '0');
    }
    at->asid = asid;
    return n > 0 && asid <= MATP_ASID && at->layer != LAYER_MACHINE;
}

static bool no_layer(struct evaluation *e, size_t n)
{
    const struct session *s = &e->d->session;
    char *name = xformat("%.*s", (int)(n < NAME_MOST ? n : NAME_MOST), e->at);
    struct nearest near = nearest_to(name);
    for (unsigned i = 0; i < layer_count(s); i++) {
        if (layer_exists(s, i)) {
            nearest_offer(&near, layer_name(s, i));
        }
    }
    debug_error(e->d, "nobody here is called `%s`: %s", excerpt(name).text, nearest_advice(&near));
    free(name);
    return false;
}

/* That the text does not go on with a layer's name is an error only if it must be meant as one. */
static bool unbound(struct evaluation *e)
{
    size_t n = strcspn(e->at, ":()[]!~&|^*%=<>?, \t");
    size_t line;
    bool meant = e->choices == 0 && e->at[n] == ':' && n > 0 &&
                 (isalpha((unsigned char)*e->at) || *e->at == '_');
    return !meant || evaluate_is_line(e, &line) || no_layer(e, n);
}

bool evaluate_binding(struct evaluation *e, bool *found)
{
    size_t n;
    struct place at = {.layer = named_layer(e, &n)};
    *found = false;
    if (at.layer == LAYER_NONE) {
        return unbound(e);
    }
    at.space = at.layer == LAYER_MACHINE ? SPACE_PHYSICAL : SPACE_CURRENT;
    if (e->at[n] == '/') {
        const char *space = e->at + n + 1;
        size_t length = strspn(space, "abcdefghijklmnopqrstuvwxyz0123456789");
        if (space[length] != ':') {
            return unbound(e);
        }
        if (!read_space(space, length, &at)) {
            return e->choices ||
                   debug_error(e->d, "`%s`: expected p (physical) or an ASID, 0 to %u, of a VM",
                               excerpt(space).text, MATP_ASID);
        }
        n += 1 + length;
    }
    e->at += n + 1;
    e->bound = true;
    e->place = at;
    *found = true;
    return true;
}
