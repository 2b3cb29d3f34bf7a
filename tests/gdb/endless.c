/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs until somebody stops it: for Ctrl-C. */
volatile unsigned turns;

int main(void)
{
    for (;;) {
        turns++;
    }
}
