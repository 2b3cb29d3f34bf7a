/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first process: has the shell run the script that the boot arguments hold, collects orphans,
 * and stops the machine with the shell's status.
 *
 * What runs in the background of the default script prints nothing: its results are told by
 * `wait`, in the order in which it was started. So the output is the same however the processes'
 * turns fall.
 */
#include <stdio.h>
#include <string.h>

#include "user.h"

static const char default_script[] = "hello;"
                                     "echo two sieves go on in the background;"
                                     "primes -q 20000 & primes -q 16000 &"
                                     "primes 2000;"
                                     "spawner 6;"
                                     "sleeper 3;"
                                     "grow 100;"
                                     "crasher kernel; crasher null; crasher text; crasher code;"
                                     "crasher illegal; crasher pointer;"
                                     "wait;"
                                     "echo one that spins for ever is killed;"
                                     "spinner &"
                                     "kill $!;"
                                     "wait;"
                                     "spin";

int main(char *args)
{
    const char *script = args[strspn(args, " ")] ? args : default_script;
    int shell = spawn("sh", script);
    int status = -1;
    if (shell < 0) {
        printf("init: cannot start sh\n");
        poweroff(1);
    }
    while (wait(0, &status) != shell) {
    }
    poweroff(status);
}
