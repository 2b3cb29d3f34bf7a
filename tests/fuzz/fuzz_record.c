/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes are a file of recorded input, for two VMs. */
#include "panel/config_store.h"
#include "panel/record.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct recording *r, const struct config *c)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct input_event *e = &r->events[i];
        fuzz_check(e->vm < c->vms_count && e->bytes && e->count > 0);
        fuzz_check(i == 0 || e[-1].cycles <= e->cycles);
    }
    fuzz_check(r->next == 0 && (r->count == 0) == (recording_due(r) == UINT64_MAX));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct config c;
    struct recording r;
    struct where nowhere = {NULL, 0, 0};
    config_init(&c, "recorded");
    config_add_vm(&c, CONFIG_MACHINE, nowhere)->name = config_keep(&c, "alice");
    config_add_vm(&c, CONFIG_MACHINE, nowhere)->name = config_keep(&c, "bob");
    for (unsigned i = 0; i < c.vms_count; i++) {
        config_place_vm(&c, i);
    }
    int status = recording_load(&r, fuzz_file("recorded", data, size), &c);
    fuzz_check(status == 0 || status == EXIT_USAGE);
    if (status == 0) {
        check(&r, &c);
        recording_free(&r);
    }
    fuzz_check(r.count == 0 && !r.events);
    config_free(&c);
    return 0;
}
