/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Input that waits at the console is read to its end, polled; more than a FIFO holds. */
#include "guest.h"
#include <string.h>

int main(void)
{
    char line[128];
    uint32_t lines = 0, bytes = 0;
    guest_start();
    while (fgets(line, sizeof line, stdin) && strcmp(line, "end\n") != 0) {
        lines++;
        bytes += (uint32_t)strlen(line);
        printf("%u: %s", (unsigned)lines, line);
    }
    equal("lines", lines, 4);
    equal("bytes", bytes, 128);
    return guest_end();
}
