/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "panic.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void panic(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    printf("kernel: panic: ");
    vprintf(format, args);
    printf("\n");
    va_end(args);
    exit(PANIC_EXIT);
}
