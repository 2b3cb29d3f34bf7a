/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify_fields.h"

#include <stdio.h>
#include <string.h>

#include "isa/disasm.h"

void field_add(void *list, const char *name, uint32_t value)
{
    struct field_list *l = list;
    if (l->count < FIELDS_MOST) {
        struct field *f = &l->field[l->count];
        snprintf(f->name, sizeof f->name, "%s", name);
        f->value = value;
        l->count++;
    }
}

struct field_text field_text(const char *name, uint32_t value)
{
    struct field_text t;
    if (strcmp(name, "mode") == 0) {
        snprintf(t.text, sizeof t.text, "%s", value == MODE_USER ? "user" : "supervisor");
    } else if (strcmp(name, "trap") == 0 && value == NOWHERE) {
        snprintf(t.text, sizeof t.text, "none");
    } else if (strcmp(name, "trap") == 0) {
        snprintf(t.text, sizeof t.text, "%u", value);
    } else {
        snprintf(t.text, sizeof t.text, value < 10 ? "%u" : "0x%x", value);
    }
    return t;
}

static const struct field *find(const struct field_list *l, const char *name)
{
    for (unsigned i = 0; i < l->count; i++) {
        if (strcmp(l->field[i].name, name) == 0) {
            return &l->field[i];
        }
    }
    return NULL;
}

/* A field that is not in the list has the value of reset, as a monitor holds it. */
static uint32_t value_in(const struct field_list *l, const char *name, enum variant v)
{
    const struct field *f = find(l, name);
    int csr = isa_csr_number(name);
    uint32_t value = 0;
    if (!f && csr >= 0) {
        struct state fresh;
        state_reset(&fresh, v);
        priv_csr_read(&fresh.priv, (uint32_t)csr, &value);
    }
    return f ? f->value : value;
}

static void split(const struct field_list *all, const struct field_list states[2], enum variant v,
                  struct fields_split *s)
{
    for (unsigned i = 0; i < all->count; i++) {
        const char *name = all->field[i].name;
        uint32_t a = value_in(&states[0], name, v), b = value_in(&states[1], name, v);
        if (find(&s->same, name) || find(&s->is[0], name)) {
            continue; /* in both lists */
        }
        if (a == b) {
            field_add(&s->same, name, a);
        } else {
            field_add(&s->is[0], name, a);
            field_add(&s->is[1], name, b);
        }
    }
}

void fields_split(const struct witness *w, struct fields_split *s)
{
    struct field_list states[2] = {{.count = 0}, {.count = 0}};
    memset(s, 0, sizeof *s);
    witness_view_fields(w, field_add, &s->same);
    witness_state_fields(w, 0, field_add, &states[0]);
    witness_state_fields(w, w->states == 2 ? 1 : 0, field_add, &states[1]);
    split(&states[0], states, w->variant, s);
    split(&states[1], states, w->variant, s);
}

void fields_read(const struct witness *w, char reads[READS_SIZE])
{
    struct fields_split s;
    fields_split(w, &s);
    reads[0] = '\0';
    for (unsigned i = 0; i < s.is[0].count; i++) {
        const char *name = s.is[0].field[i].name;
        size_t length = strlen(reads), n = strcspn(name, "[");
        if (i == 0 || strncmp(name, s.is[0].field[i - 1].name, n) != 0) { /* TLB once */
            snprintf(reads + length, READS_SIZE - length, "%s%.*s", i ? ", " : "", (int)n, name);
        }
    }
}

bool fields_timing(const struct witness *w)
{
    struct fields_split s;
    fields_split(w, &s);
    bool timing = s.is[0].count > 0;
    for (unsigned i = 0; i < s.is[0].count; i++) {
        int csr = isa_csr_number(s.is[0].field[i].name);
        uint32_t group = csr < 0 ? 0 : (uint32_t)csr & 0xf60;
        timing = timing && (group == CSR_mcycle || group == CSR_cycle);
    }
    return timing;
}
