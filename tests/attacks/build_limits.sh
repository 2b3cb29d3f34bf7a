#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sources that are too much for the tools: in time, in memory, on the disk. No test of a fork: what a
# source says starts no program, see panel/jail_run.c; nor of a file that is written: no source can
# name one.

cd "$(dirname "$0")/../.." || exit 1
. tests/attacks/build_common.sh

double()
{
    for n in $(seq 40); do
        echo "#define D$n D$((n - 1)) $1 D$((n - 1))"
    done
    echo "#define D0 1"
}

attack ".rept of nothing" limited a.S <<'END'
.rept 2000000000
.endr
END
attack ".space fills the disk" limited a.S <<'END'
.space 0x7f000000
END
attack ".fill fills the disk, from C" limited a.c <<'END'
__asm__(".data\n.fill 0x10000000, 8, 1\n.text");
END
attack "an array" limited a.c <<'END'
char array[1u << 30] = {1};
END
attack "a macro of 2^40 words" limited a.c <<END
$(double)
D40
END
verdict "... with the same words each time" "$(cmp none.out walls.out)"
attack "it includes itself" failed a.c <<'END'
#include "a.c"
END
says "nested depth"
attack "it includes itself, and says once" "built *" a.c <<'END'
#pragma once
#include "lab.h"
#include "a.c"
#include "a.c"
END
attack "an array without contents is the loader's matter" "built *" a.c <<'END'
char array[1u << 30];
void _start(void)
{
}
END

# Longer than tools may take; one that reads files, and one that does not and would go on without them.
cat >sub/a.c <<'END'
#if __INCLUDE_LEVEL__ < 150
#include "a.c"
#include "a.c"
#endif
END
cat >sub/a.S <<'END'
.rept 1000000
.rept 1000
.word 1
.endr
.endr
END

# The processes that run in a box.
inmates()
{
    for process in /proc/[0-9]*; do
        case $(readlink "$process/cwd") in
        "$PWD"/boxes/*) echo "${process#/proc/}" ;;
        esac
    done
}

# Wait until a tool is at work.
await_inmates()
{
    tries=0
    until [ -n "$(inmates)" ] || [ $tries -gt 100 ]; do
        tries=$((tries + 1))
        sleep 0.1
    done
    sleep 0.5
}

for signal in INT TERM; do
    TMPDIR=$PWD/boxes/walls "$tools/jail_try" sub "$script" a.S >ended.out 2>&1 &
    child=$!
    await_inmates
    kill -$signal $child
    wait $child
    verdict "SIG$signal: nothing goes on, and the box is gone" "$(inmates; find boxes -mindepth 2)"
done
verdict "it compiles for ever" "$(wrong_with none limited a.c)"
verdict "no process is left, and no box" "$(inmates; find boxes -mindepth 2)"
