/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repl_look.h"

#include <stdio.h>
#include <string.h>

#include "debug_expression.h"

unsigned repl_current(const struct repl *r)
{
    const struct session *s = &r->debugger->session;
    unsigned running = layer_running(s);
    if (running != LAYER_MONITOR) {
        return running;
    }
    return s->ledger.current != LEDGER_MONITOR ? s->ledger.current : LAYER_NONE;
}

bool repl_subject(struct repl *r, char **args, unsigned *layer)
{
    const char *word = repl_word(args);
    *layer = repl_current(r);
    if (word) {
        return repl_vm(r, word, layer);
    }
    return *layer != LAYER_NONE ||
           repl_error(r, "about whom? no VM runs: expected the name of one");
}

bool repl_address(struct repl *r, char **args, unsigned first, struct place *at)
{
    const char *text = *args + strspn(*args, " \t");
    if (*text == '\0') {
        return repl_error(r, "expected an address: a number, a symbol or a $register");
    }
    bool ok = debug_address_part(r->debugger, &text, first, at);
    *args += text - *args;
    return ok;
}

bool repl_claims_of(struct repl *r, struct claims *c, unsigned layer)
{
    const struct session *s = &r->debugger->session;
    const char *why_not = claims_open_of(c, s, layer);
    uint32_t known;
    if (!why_not && !claims_word(c, layer, INSPECT_state, 0, &known)) {
        return repl_error(r, "%s: its monitor does not show it", layer_name(s, layer));
    }
    return !why_not || repl_error(r, "%s", why_not);
}

struct flags_text repl_flags(uint32_t lo)
{
    struct flags_text t = {
        {lo & TLB_LO_R ? 'R' : '-', lo & TLB_LO_W ? 'W' : '-', lo & TLB_LO_X ? 'X' : '-', '\0'}};
    return t;
}

struct slot_text repl_slot(unsigned slot, uint32_t entries, uint32_t ways)
{
    struct slot_text t;
    if (slot < entries || ways == 0) {
        snprintf(t.text, sizeof t.text, "%u", slot);
    } else {
        snprintf(t.text, sizeof t.text, "%u.%u", (slot - entries) / ways, (slot - entries) % ways);
    }
    return t;
}

struct asid_text repl_asid(uint32_t hi)
{
    struct asid_text t;
    if (hi & TLB_HI_G) {
        snprintf(t.text, sizeof t.text, "global");
    } else {
        snprintf(t.text, sizeof t.text, "ASID %u", hi & TLB_HI_ASID);
    }
    return t;
}
