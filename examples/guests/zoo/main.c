/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens in which order, and the verdict. */
#include <console.h>
#include <fdt.h>
#include <stdio.h>
#include <stdlib.h>

#include "layout.h"
#include "zoo.h"

_Static_assert(sizeof(struct frame) == FRAME_SIZE, "layout.h: FRAME_SIZE");

const char *machine = "?";
static unsigned right, wrong;

/* A value as people write it: small ones are counts, modes and causes. */
static const char *spell(char text[16], uint32_t v)
{
    snprintf(text, 16, v < 32 ? "%lu" : "0x%lx", (unsigned long)v);
    return text;
}

void check(const char *what, uint32_t got, uint32_t expected)
{
    char is[16], should_be[16];
    printf("zoo: %s: %s: %s, expected %s: %s\n", machine, what, spell(is, got),
           spell(should_be, expected), got == expected ? "right" : "wrong");
    *(got == expected ? &right : &wrong) += 1;
}

_Noreturn void verdict(void)
{
    printf("zoo: %s: %u right, %u wrong\n", machine, right, wrong);
    exit(wrong > 0);
}

/* Hand the machine to the process; from now on the kernel is what traps make of it. */
_Noreturn static void enter_process(const struct exhibit *exhibit)
{
    struct frame *f = &trap_frame;
    uint32_t offset = (uint32_t)(exhibit->in_user - process_begin);
    *f = (struct frame){.pc = PROCESS_TEXT};
    f->x[10] = PROCESS_TEXT + offset;
    csr_clear(mstatus, MSTATUS_MPP | MSTATUS_MIE);
    csr_set(mstatus, MSTATUS_MPIE);
    csr_set(matp, MATP_OTE);
    trap_return(f);
}

/* Whether privileged instructions have any effect: without, there is no kernel. */
static bool is_obeyed(void)
{
    enum { WRITTEN = 0x1234, BEFORE = 0x5678 };
    uint32_t read = scratch_write_read(WRITTEN, BEFORE);
    if (read == WRITTEN) {
        return true;
    }
    check("mscratch read back in supervisor mode", read, WRITTEN);
    return false;
}

_Noreturn void zoo(const void *device_tree)
{
    uint32_t length;
    const char *name = fdt_property(device_tree, "/cpus/cpu", "trapeze,isa", &length);
    machine = name ? name : machine;
    console_init();
    const struct exhibit *exhibit = exhibit_of(machine);
    if (!exhibit) {
        printf("zoo: %s: nothing is known of this machine\n", machine);
        exit(EXIT_FAILURE);
    }
    if (!is_obeyed()) {
        verdict();
    }
    tlbinv_all();
    csr_write(matp, PROCESS_ASID);
    ticks_begin();
    if (exhibit->in_supervisor) {
        exhibit->in_supervisor();
    } else {
        printf("zoo: %s: nothing breaks here\n", machine);
    }
    enter_process(exhibit);
}
