/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "symbols.h"

#include <stdio.h>
#include <string.h>

/* How far behind a label without a size an address may lie and still be told by it. */
enum { LABEL_REACH = 4096 };

/* The innermost VM whose own instructions the hart executes; *l is the ledger that knows its mode.
 */
static unsigned innermost(const struct session *s, const struct ledger **l)
{
    unsigned layer = s->ledger.current;
    const struct ledger *n = s->ledger.inner[layer];
    *l = &s->ledger;
    while (n && !n->in_monitor && n->current != LEDGER_MONITOR) {
        *l = n;
        layer = s->guests[layer - 1].kin->first + n->current;
        n = n->inner[n->current];
    }
    return layer;
}

unsigned layer_running(const struct session *s)
{
    const struct ledger *l;
    if (!s->monitored) {
        return 1;
    }
    return s->ledger.in_monitor ? LAYER_MONITOR : innermost(s, &l);
}

bool layer_supervisor(const struct session *s)
{
    const struct ledger *l = &s->ledger;
    if (s->monitored && !l->in_monitor) {
        innermost(s, &l);
    }
    return ledger_supervisor(l);
}

unsigned layer_count(const struct session *s)
{
    return s->guest_count + 1;
}

bool layer_exists(const struct session *s, unsigned layer)
{
    return layer == LAYER_MONITOR ? s->monitored : layer < layer_count(s);
}

const char *layer_name(const struct session *s, unsigned layer)
{
    if (layer == LAYER_MACHINE) {
        return "machine";
    }
    return layer == LAYER_MONITOR ? "monitor" : guest_path(&s->guests[layer - 1]);
}

static bool is_named(const char *name, const char *text, size_t length)
{
    return strlen(name) == length && memcmp(name, text, length) == 0;
}

/* A VM may be called "monitor": then that name is the VM's. */
unsigned layer_named(const struct session *s, const char *name, size_t length)
{
    for (unsigned i = layer_count(s); i-- > 0;) {
        if (layer_exists(s, i) && is_named(layer_name(s, i), name, length)) {
            return i;
        }
    }
    return is_named("machine", name, length) ? LAYER_MACHINE : LAYER_NONE;
}

const struct image *layer_image(const struct session *s, unsigned layer)
{
    if (layer == LAYER_MONITOR) {
        return &s->monitor;
    }
    return layer < layer_count(s) ? &s->guests[layer - 1].image : NULL;
}

struct symbol_text symbol_name(const struct symbol *symbol)
{
    struct symbol_text t;
    size_t n = 0;
    for (; symbol->name[n] != '\0' && n + 1 < SYMBOL_NAME_SIZE; n++) {
        char c = symbol->name[n];
        t.text[n] = c > ' ' && c < 0x7f ? c : '?';
    }
    t.text[n] = '\0';
    return t;
}

/* Of several symbols at one address, one with a size says more than a mere label. */
static const struct symbol *containing(const struct image *image, uint32_t address)
{
    const struct symbol *s = image_symbol_at(image, address);
    if (!s) {
        return NULL;
    }
    for (const struct symbol *o = s; s->size == 0; o--) {
        if (o->address != s->address) {
            break;
        }
        s = o->code && o->size > 0 ? o : s;
        if (o == image->symbols) {
            break;
        }
    }
    uint32_t reach = s->size > 0 ? s->size : LABEL_REACH;
    return address - s->address < reach ? s : NULL;
}

/* The symbol that contains `inside`, and how far `address` is from it. */
static struct symbol_text text_of(const struct image *image, uint32_t inside, uint32_t address)
{
    struct symbol_text t = {""};
    const struct symbol *s = image ? containing(image, inside) : NULL;
    if (!s) {
        return t;
    }
    struct symbol_text name = symbol_name(s);
    uint32_t offset = address - s->address;
    if (offset == 0) {
        snprintf(t.text, sizeof t.text, " <%.*s>", SYMBOL_NAME_SIZE, name.text);
    } else {
        snprintf(t.text, sizeof t.text, " <%.*s+0x%x>", SYMBOL_NAME_SIZE, name.text, offset);
    }
    return t;
}

struct symbol_text symbol_text(const struct image *image, uint32_t address)
{
    return text_of(image, address, address);
}

struct symbol_text symbol_text_behind(const struct image *image, uint32_t address)
{
    return text_of(image, address - 1, address);
}

/* VMs come before the monitor: their names are what people mostly mean. */
const struct symbol *symbol_find(const struct session *s, const char *name, unsigned first,
                                 unsigned *layer)
{
    const struct image *image = layer_image(s, first);
    const struct symbol *found = image ? image_symbol(image, name) : NULL;
    *layer = first;
    for (unsigned i = 1; i <= layer_count(s) && !found; i++) {
        *layer = i % layer_count(s);
        found = image_symbol(layer_image(s, *layer), name);
    }
    return found;
}

struct insn_text insn_text(const struct image *image, uint32_t word, uint32_t pc, enum variant v)
{
    struct insn_text t;
    char plain[DISASM_SIZE];
    struct symbol_text target = {""};
    struct insn in = isa_decode(word, v);
    unsigned format = in.op != OP_illegal ? isa_rows[in.op].format : FORMAT_NONE;
    if (format == FORMAT_B || format == FORMAT_J) {
        target = symbol_text(image, pc + in.imm);
    }
    isa_disasm(word, pc, v, plain);
    snprintf(t.text, sizeof t.text, "%s%s", plain, target.text);
    return t;
}
