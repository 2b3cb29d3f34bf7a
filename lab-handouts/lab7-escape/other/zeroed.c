/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the top of memory downwards, below the device tree: nobody has been there. */
#include "thief.h"

int main(void)
{
    uint32_t page = (uint32_t)(uintptr_t)start_device_tree() & PAGE_FRAME;
    doze(30000);
    while ((page -= PAGE_SIZE) > 0x80040000) {
        open_window(page, page);
        if (stolen(WINDOW + SECRET_MARK, OWN)) {
            return 0;
        }
    }
    return 1;
}
