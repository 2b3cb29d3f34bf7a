/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crasher HOW: does what a process may not do, and is killed for it, alone. `pointer` asks the
 * kernel to do it in the process's name, and is refused.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "user.h"

#define KERNEL 0x80000000u
#define UART 0x10000000u

/* Hidden from the compiler, which would make of these what it likes. */
static volatile uint32_t *address(uint32_t where)
{
    __asm__ volatile("" : "+r"(where));
    return (volatile uint32_t *)where;
}

static void jump(uint32_t where)
{
    __asm__ volatile("jalr %0" : : "r"(where) : "ra");
}

/* Every call that takes a pointer, with pointers into nowhere, to the kernel, and over the end. */
static int bad_pointers(void)
{
    static const uint32_t bad[] = {0, KERNEL, 0xfffffffcu, UART};
    int refused = 0;
    int calls = 0;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        void *p = (void *)bad[i];
        refused += write(1, p, 8) == -1;
        refused += spawn(p, "") == -1;
        refused += spawn("hello", p) == -1;
        calls += 3;
    }
    refused += write(1, (void *)(KERNEL - 4), 8) == -1;
    refused += wait(0, (int *)KERNEL) == -1;
    refused += read(0, (void *)KERNEL, 0x80000000u) == -1;
    refused += write(7, "", 0) == -1;
    refused += sbrk(0x7fffffff) == -1;
    refused += sbrk(-0x7fffffff) == -1;
    calls += 6;
    printf("crasher: %d of %d bad calls refused\n", refused, calls);
    return refused == calls ? 0 : 1;
}

int main(char *args)
{
    const char *how = next_word(&args);
    if (strcmp(how, "pointer") == 0) {
        return bad_pointers();
    }
    if (strcmp(how, "null") == 0) {
        (void)*address(0);
    } else if (strcmp(how, "text") == 0) {
        *address(0x10000) = 0;
    } else if (strcmp(how, "code") == 0) {
        jump(KERNEL - 16); /* the stack: it is mapped, and not to be executed */
    } else if (strcmp(how, "illegal") == 0) {
        __asm__ volatile("csrr zero, mstatus");
    } else if (strcmp(how, "device") == 0) {
        *address(UART) = '!';
    } else {
        *address(KERNEL) = 0;
    }
    printf("crasher: nobody stopped me\n");
    return 0;
}
