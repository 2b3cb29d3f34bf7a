/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks behind its own memory: there is nothing, and that is a trap. */
#include <stdint.h>
#include <trap.h>

static void on_trap(struct trap_frame *frame)
{
    frame->mepc += 4;
}

int main(void)
{
    trap_set(on_trap);
    (void)*(const volatile uint32_t *)(0x80000000u + (16u << 20));
    return 0;
}
