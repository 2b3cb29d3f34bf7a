/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "thief.h"

int main(void)
{
    for (int i = 0; i < 300 && !stolen(SECRET_GLOBAL | SECRET_MARK, OWN); i++) {
        doze(331);
    }
    return 0;
}
