/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/vmm/guests.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/unit.h"

enum { SLOTS = 16, IMAGE_MAX = 0x4000, NAME_MAX_SIZE = 32 };

static struct {
    char name[NAME_MAX_SIZE];
    uint8_t bytes[IMAGE_MAX];
    uint32_t size;
} slots[SLOTS];

static void load(uint32_t slot, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s.bin", RIG_GUESTS, name);
    FILE *f = fopen(path, "rb");
    if (!f) {
        fail_msg("cannot open %s", path);
    }
    slots[slot].size = (uint32_t)fread(slots[slot].bytes, 1, IMAGE_MAX, f);
    fclose(f);
    snprintf(slots[slot].name, NAME_MAX_SIZE, "%s", name);
}

struct rig_vm guest(const char *name)
{
    uint32_t slot = 0;
    while (slots[slot].size > 0 && strcmp(slots[slot].name, name) != 0) {
        slot++;
        assert_true(slot < SLOTS);
    }
    load(slot, name);
    return (struct rig_vm){.name = slots[slot].name,
                           .memory = 0x10000,
                           .weight = 1,
                           .bytes = slots[slot].bytes,
                           .size = slots[slot].size};
}

struct rig_vm guest_tohost(uint8_t how)
{
    enum { HOW = 4 }; /* the image's second word */
    static uint8_t image[IMAGE_MAX];
    struct rig_vm vm = guest("tohost");
    memcpy(image, vm.bytes, vm.size);
    image[HOW] = how;
    vm.bytes = image;
    vm.tohost = GUEST_TOHOST;
    return vm;
}

struct rig_config guests(uint32_t count, const char *const *names)
{
    struct rig_config c = rig_config(NULL, 0);
    c.vms = count;
    for (uint32_t i = 0; i < count; i++) {
        c.vm[i] = guest(names[i]);
    }
    return c;
}
