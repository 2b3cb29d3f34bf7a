/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes are an experiment's file and, after bytes 1, which YAML does not have, the texts of
 * --set options. What comes out has been refused, or is what schema.def allows.
 */
#include <stdlib.h>
#include <string.h>

#include "isa/insn.h"
#include "panel/config_schema.h"
#include "tests/fuzz/fuzz.h"

enum { SEPARATOR = 1, SETS_MOST = 8 };

static void check_number(const struct config_key *k, const void *member)
{
    uint64_t value;
    memcpy(&value, (const char *)member + k->field, sizeof value);
    fuzz_check(value >= k->low && value <= k->high && value % k->step == 0);
}

static void check_text(const struct config_key *k, const void *member)
{
    const char *s;
    memcpy(&s, (const char *)member + k->field, sizeof s);
    if (s && k->type != KEY_PATH && k->type != KEY_IMAGE) {
        fuzz_check(strlen(s) >= k->low && strlen(s) <= k->high);
    }
}

static void check_member(const struct config_section *s, const void *member)
{
    for (unsigned i = 0; i < s->key_count; i++) {
        const struct config_key *k = &s->keys[i];
        if (k->type == KEY_SIZE || k->type == KEY_COUNT) {
            check_number(k, member);
        } else if (k->type != KEY_CHOICE) {
            check_text(k, member);
        }
    }
}

static void check_config(const struct config *c)
{
    fuzz_check(c->vms_count >= 1 && c->vms_count <= CONFIG_VMS);
    fuzz_check(c->machine.isa < VARIANT_COUNT && c->monitor.kind <= MONITOR_HYBRID);
    fuzz_check(c->monitor.kind == MONITOR_NONE || c->monitor.image);
    for (unsigned i = 0; i < config_section_count; i++) {
        const struct config_section *s = &config_sections[i];
        if (s->shape == SHAPE_ONE) {
            check_member(s, (const char *)c + s->member);
        }
        for (unsigned n = 0; s->shape == SHAPE_EACH && n < c->vms_count; n++) {
            check_member(s, &c->vms[n]);
            fuzz_check(c->vms[n].name && c->vms[n].image);
        }
    }
}

/* The part up to the next separator; its size. */
static size_t part(const uint8_t *data, size_t size)
{
    const uint8_t *end = size > 0 ? memchr(data, SEPARATOR, size) : NULL;
    return end ? (size_t)(end - data) : size;
}

static void set_all(struct config *c, const uint8_t *data, size_t size)
{
    for (unsigned i = 0; i < SETS_MOST && size > 0; i++) {
        data++; /* the separator */
        size--;
        size_t n = part(data, size);
        char *assignment = fuzz_string(data, n);
        config_set(c, assignment);
        free(assignment);
        data += n;
        size -= n;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    setenv("TRAPEZE_HOME", FUZZ_BUILD, 1);
    struct config c;
    memset(&c, 0, sizeof c);
    size_t n = part(data, size);
    int status = config_load_file(&c, fuzz_file("fuzz.yaml", data, n));
    fuzz_check(status == 0 || status == EXIT_USAGE);
    if (status == 0) {
        set_all(&c, data + n, size - n);
        status = config_check(&c);
        fuzz_check(status == 0 || status == EXIT_USAGE);
    }
    if (status == 0) {
        check_config(&c);
    }
    config_free(&c);
    return 0;
}
