/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small operating-system kernel for PG-32: starts everything, then init, then schedules. */
#include "main.h"

#include <fdt.h>
#include <stdio.h>

#include "kalloc.h"
#include "panic.h"
#include "proc.h"
#include "sched.h"
#include "tick.h"
#include "uart.h"
#include "vm.h"

void kernel_main(const void *device_tree)
{
    uart_init();
    printf("kernel: starting\n");
    kalloc_init(device_tree);
    vm_init();
    tick_init();
    if (proc_spawn(NULL, "init", fdt_bootargs(device_tree)) != PROC_INIT_PID) {
        panic("no init");
    }
    sched_run();
}
