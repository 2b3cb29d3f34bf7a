/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "thief.h"

uint8_t found[16];

int main(void)
{
    return 0;
}
