/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The device tree: the base of RAM, addresses of devices; all RAM that it tells of is there. */
#include "guest.h"
#include <fdt.h>
#include <string.h>

extern const void *start_device_tree(void);

/* Print a property's bytes as text and hexadecimal words. */
static void show(const char *path, const char *name)
{
    uint32_t length;
    const uint8_t *p = fdt_property(start_device_tree(), path, name, &length);
    printf("%s %s:", path, name);
    for (uint32_t i = 0; p && i + 4 <= length; i += 4) {
        printf(" %02x%02x%02x%02x", p[i], p[i + 1], p[i + 2], p[i + 3]);
    }
    printf(p ? "\n" : " not there\n");
}

int main(void)
{
    struct fdt_range ram = {0, 0};
    guest_start();
    equal("there is memory", fdt_memory(start_device_tree(), &ram), 1);
    equal("RAM's base", (uint32_t)ram.base, RAM_BASE);
    equal("size in whole pages", (uint32_t)ram.size & PAGE_OFFSET, 0);
    equal("at least 16 MiB", ram.size >= 16 << 20, 1);
    volatile uint32_t *last = word_at((uint32_t)(ram.base + ram.size) - 4);
    *last = 0x600d;
    equal("the last word", *last, 0x600d);
    uint32_t tree = address_of(start_device_tree());
    equal("the tree lies in RAM", tree - RAM_BASE < (uint32_t)ram.size, 1);
    equal("and is aligned", tree & 7, 0);
    show("/soc/serial@10000000", "reg");
    show("/soc/clint@2000000", "reg");
    show("/cpus", "timebase-frequency");
    printf("bootargs \"%s\"\n", fdt_bootargs(start_device_tree()));
    not_trapped("all of it");
    return guest_end();
}
