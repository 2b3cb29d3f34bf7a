/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/technique.h"

#include "isa/text.h"

/* The linker's bounds of the section that techniques register themselves in. */
extern const struct technique __start_techniques[];
extern const struct technique __stop_techniques[];

const struct technique *technique_find(const char *name)
{
    for (const struct technique *t = __start_techniques; t < __stop_techniques; t++) {
        if (text_same(t->name, name)) {
            return t;
        }
    }
    return 0;
}
