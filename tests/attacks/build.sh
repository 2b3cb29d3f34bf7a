#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Attacks on the host by a source that is compiled: it wants to read what is not its own, to find out
# what there is, to run something, to be built otherwise than is said, to write on the terminal.

cd "$(dirname "$0")/../.." || exit 1
. tests/attacks/build_common.sh

start='void _start(void) { for (;;) { trusted(); } }'

# --- what is meant ---

attack "a submission is built" "built *" a.c <<END
#include <stdint.h>
#include "lab.h"
uint32_t x = VALUE;
$start
END
honest=$(became)
attack "and once more: to the same bytes" "$honest" a.c <<END
#include <stdint.h>
#include "lab.h"
uint32_t x = VALUE;
$start
END
verdict "with walls as without" "$(cmp none.out walls.out)"
cp "$root/examples/guests/ticker.c" sub/
"$tools/jail_try" -f -O2 -f -Iinclude -f -Iisa/guest -t "$root/examples/lib/include=include" \
    -t "$root/isa=isa" -k image -o "$build/guests/libpg32.a" sub "$script" ticker.c >ticker.out 2>&1
"$trapeze" run -q "$build/guests/ticker" >ticker.expected 2>&1
verdict "the image runs" "$("$trapeze" run -q image 2>&1 | cmp - ticker.expected || cat ticker.out)"
verdict "it has no debugging information" "$("${RISCV_PREFIX:-riscv64-unknown-elf-}readelf" -SW image |
    grep '\.debug')"
rm sub/ticker.c
printf '#include "lab.h"\n%s\n' "$start" >sub/a.c
for again in '' -r; do
    "$tools/jail_try" $again -t "$PWD/trusted/lab.h=lab.h" -o "$PWD/trusted/trusted.o" sub "$script" a.c
done >twice.out 2>/dev/null
verdict "twice in one box" "$([ "$(grep -c built twice.out)" -eq 2 ] &&
    [ "$(sort -u twice.out | wc -l)" -eq 1 ] || cat twice.out)"
attack "no warning but the compiler's" "built *" a.c <<'END'
#define NEVER 0
#define EQUAL(a, b) ((a) == (b))
int f(int x)
{
    switch (x) {
    case 1:
        x++; /* fall through */
    case 2:
        x = EQUAL((x), 2) || NEVER;
    }
    return x;
}
void _start(void)
{
}
END
verdict "... and there is none" "$(sed '$d' none.out)"
attack "assembly is, with macros" "built *" a.S <<'END'
#include "lab.h"
.macro twice what
    \what
    \what
.endm
.globl _start
_start: li a0, VALUE
    twice nop
END
attack "a mistake" failed a.c <<'END'
int x = y;
END
says "^a.c:1:9: error: .y. undeclared"
attack "a mistake in assembly" failed a.S <<'END'
    nop
    brek
END
says "^a.S:2: Error: unrecognized opcode .brek"
attack "a mistake in inline assembly" failed a.c <<'END'
void f(void)
{
    __asm__("brek");
}
END
says "^a.c:3: Error: unrecognized opcode .brek"
attack "what is not defined" failed a.c <<'END'
void other(void);
void _start(void)
{
    other();
}
END
says "^a.c:4: undefined reference to .other"

# --- files of the host, by the preprocessor ---

attack "#include of an absolute path" escaped a.c <<END
#include "$PWD/hidden/secret.h"
END
attack "#include of a path that climbs" escaped a.c <<'END'
#include "../../../hidden/secret.h"
END
attack "#include <> of a path that climbs" escaped a.c <<'END'
#include <../../../hidden/secret.h>
END
attack "#include through a folder that is there" escaped a.c <<'END'
#include ".made/../../../../hidden/secret.h"
END
attack "#include of a macro" escaped a.c <<'END'
#define TEXT(x) #x
#define STRING(x) TEXT(x)
#include STRING(../../../hidden/secret.h)
END
attack "#include in two halves of a line" escaped a.c <<'END'
#inc\
lude "../../..\
/hidden/secret.h"
END
attack "#import, #include_next" escaped a.c <<'END'
#import "../../../hidden/secret.h"
#include_next "../../../hidden/secret.inc"
END
attack "#include in assembly" escaped a.S <<END
#include "$PWD/hidden/secret.h"
END
attack "#include of a device" escaped a.c <<'END'
#include "/dev/null"
END
attack "#include of its standard input" escaped a.c <<'END'
#include "/dev/stdin"
END
attack "#include of its environment" escaped a.c <<'END'
#include "/proc/self/environ"
END
attack "#include of its own box by way of /proc" escaped a.c <<'END'
#include "/proc/self/cwd/lab.h"
END
attack "#include of the host's C library" escaped a.c <<'END'
#include "/usr/include/stdio.h"
END
attack "#include from the folder of the compiler's headers" escaped a.c <<'END'
#include <../../../../../../etc/passwd>
END
attack "#embed" "[ef]*" a.c <<'END'
static const char text[] = {
#embed "../../../hidden/secret.h"
};
END
attack "an error right after, so that the compiler gives up" escaped a.c <<END
#include "$PWD/hidden/secret.h"
#include "not there.h"
END
attack "#line that makes the compiler show a line of a file" escaped a.c <<END
#line 1 "$PWD/hidden/secret.h"
int x = y;
END
attack "the same as a line marker, by a macro" escaped a.c <<END
#define WHERE "$PWD/hidden/secret.h"
#line 1 WHERE
int x = y;
END
attack "what is seen only by a compiler that does not optimize" escaped a.c <<END
#pragma GCC optimize("O0")
#ifndef __OPTIMIZE__
#include "$PWD/hidden/secret.h"
#endif
$start
END
attack "the same with #line" "[ef]*" a.c <<END
#pragma GCC optimize("O0")
#ifndef __OPTIMIZE__
#line 1 "$PWD/hidden/secret.h"
#endif
int x = y;
END
attack "a precompiled header by a pragma" escaped a.c <<END
_Pragma("GCC pch_preprocess \"$PWD/hidden/secret.h\"")
$start
END

# --- files of the host, by the assembler ---

attack ".incbin in inline assembly" escaped a.c <<END
#include "lab.h"
__asm__(".data\n.incbin \"$PWD/hidden/secret.inc\"\n.text");
$start
END
attack ".incbin in assembly" escaped a.S <<'END'
.globl _start
_start: .incbin "../../../hidden/secret.inc", 1, 4
END
attack ".incbin of a device without an end" "[elf]*" a.S <<'END'
.globl _start
_start: .incbin "/dev/zero", 0, 4
END
attack ".incbin put together by a macro" escaped a.S <<'END'
.macro file kind
    .inc\kind "../../../hidden/secret.inc"
.endm
.globl _start
_start: file bin
END
attack ".include, of which the errors would tell" "[ef]*" a.S <<END
.include "$PWD/hidden/secret.inc"
END
attack ".include with capitals, in inline assembly" "[ef]*" a.c <<END
__asm__(".INCLUDE \"$PWD/hidden/secret.inc\"");
END
attack ".include put together by a macro" "[ef]*" a.S <<END
.altmacro
.macro file kind
    .in&kind "$PWD/hidden/secret.inc"
.endm
file clude
END

# --- whether there is such a file ---

# probe NAME FILE [WALLS]: a source with @ for a name: nothing may tell one that is there from one that
# is not
probe()
{
    cat >probe.in
    probe_wrong=
    for walls in ${3:-none walls}; do
        sed "s,@,$PWD/hidden/secret.h," probe.in >"sub/$2"
        try $walls "$2"
        probe_wrong=$probe_wrong$(wrong_anyway)
        cp $walls.out there.out
        sed "s,@,$PWD/hidden/nothing.h," probe.in >"sub/$2"
        try $walls "$2"
        probe_wrong=$probe_wrong$(wrong_anyway; cmp there.out $walls.out 2>&1)
    done
    rm "sub/$2"
    verdict "$1" "$probe_wrong"
}

probe "asked by #include" a.c <<'END'
#include "@"
END
probe "asked by __has_include" a.c <<END
#if __has_include("@")
#warning it is there
#endif
$start
END
probe "... put together, or saved and restored" a.c <<END
#pragma push_macro("__has_include")
#pragma pop_macro("__has_include")
#define PASTE(a, b) a##b
#if PASTE(__has_, include)("@") || __has_inc\\
lude_next("@")
#error it is there
#endif
$start
END
probe "asked by #pragma GCC dependency" a.c <<'END'
#include "lab.h"
#pragma GCC dependency "@"
#error shows what was said
END
# An assembler that fails does not say what it has opened: that there was something, walls hide.
if grep -q 'walls: none' walls.err; then
    skip "asked in assembly" "no bubblewrap, and no Landlock"
else
    probe "asked by .incbin, with an error after it" a.S walls <<'END'
.incbin "@"
    brek
END
    probe "asked by .include" a.S walls <<'END'
.include "@"
END
fi

# --- to run something, to be built otherwise ---

attack "options for link-time optimization, and with them programs" failed a.c <<END
#include "lab.h"
__asm__(".section .gnu.lto_.opts,\"\",@progbits\n.string \"-fplugin=./evil.so\"\n.text");
$start
END
says "^a.c: has a section .gnu.lto_.opts"
attack "a file with debugging information that the linker would read" failed a.c <<END
#include "lab.h"
__asm__(".section .gnu_debuglink,\"\",@progbits\n.string \"../../hidden/secret.h\"\n.text");
$start
END
attack "compiler options in an attribute" "built *" a.c <<END
#include "lab.h"
__attribute__((optimize("dump-tree-all=$PWD/sub/dump", "plugin=./evil.so"))) int f(int x)
{
    return x + 1;
}
$start
END
verdict "... they are not followed" "$(find sub -name 'dump*')"
attack "a definition of what is trusted" failed a.c <<END
int shared;
void trusted(void)
{
}
$start
END
says "multiple definition of .trusted"
attack "a version of what is trusted" failed a.c <<'END'
void mine(void)
{
}
__asm__(".symver mine, trusted@@LAB");
void _start(void)
{
}
END
attack "weak definitions and aliases yield to what is trusted" "built *" a.c <<'END'
void trusted(void) __attribute__((weak));
void trusted(void)
{
    *(volatile int *)0 = 1;
}
extern int shared __attribute__((weak));
void _start(void)
{
    trusted();
}
END
attack "a poisoned word" failed a.c <<'END'
#pragma GCC poison VALUE
#include "lab.h"
int x = VALUE;
END

# --- what the compiler is told by others ---

cp hidden/secret.h sub/lab.h
attack "a header beside the source that has a trusted one's name" "built *" a.c <<END
#include "lab.h"
$start
END
rm sub/lab.h
for name in CPATH C_INCLUDE_PATH; do
    export $name="$PWD/hidden"
done
export GCC_EXEC_PREFIX="$PWD/hidden/" COMPILER_PATH="$PWD/hidden" DEPENDENCIES_OUTPUT="$PWD/hidden/d"
attack "variables of the environment" failed a.c <<'END'
#include "secret.h"
END
unset CPATH C_INCLUDE_PATH GCC_EXEC_PREFIX COMPILER_PATH DEPENDENCIES_OUTPUT
says "secret.h: No such file or directory"
attack "what time it is, and where" "built *" a.c <<END
const char *volatile when[] = {__DATE__, __TIME__, __TIMESTAMP__, __FILE__};
void _start(void)
{
    for (const char *volatile *at = when; *at; at++) {
    }
}
END
dated=$(became)
sleep 1
attack "... is always the same" "$dated" a.c <<END
const char *volatile when[] = {__DATE__, __TIME__, __TIMESTAMP__, __FILE__};
void _start(void)
{
    for (const char *volatile *at = when; *at; at++) {
    }
}
END

# --- what is handed in ---

taken()
{
    attack "$1" "refused $2" - "$3"
}

ln -s ../hidden/secret.h sub/a.c
taken "a symbolic link" "a.c: is a symbolic link*" a.c
rm sub/a.c
ln -s ../hidden sub/inner
taken "a symbolic link for a folder" "inner/secret.h: is a symbolic link*" inner/secret.h
rm sub/inner
mkfifo sub/a.c
taken "a pipe" "a.c: is not a regular file" a.c
rm sub/a.c
mkdir sub/a.c
taken "a folder" "a.c: is not a regular file" a.c
rmdir sub/a.c
if mknod sub/a.c c 1 5 2>/dev/null; then
    taken "a device" "a.c: is not a regular file" a.c
    rm sub/a.c
else
    skip "a device" "only root makes one"
fi
head -c 1048577 /dev/zero >sub/a.c
taken "a file that is too large" "a.c: is larger than 1 MiB" a.c
rm sub/a.c
taken "nothing" "a.c: is missing" a.c
for name in ../hidden/secret.h "$PWD/hidden/secret.h" -o a//b.c .made/guard.h @a.c 'a b.c'; do
    verdict "no name of a file: ${name##*"$PWD"}" "$("$tools/jail_try" -w sub "$script" "$name" 2>&1 |
        grep -vx -e 'walls: none' -e 'refused .*: is no plain name of a file')"
done
mkdir -p trusted/all
printf 'void _start(void)\n{\n}\n' >trusted/all/a.c
"$tools/jail_try" -t "$PWD/trusted/all=all" sub "$script" all/a.c >reference.out 2>&1
verdict "no submission is completed by the reference" "$(grep -v 'walls: ' reference.out |
    grep -vx 'refused all/a.c: is missing')"

# --- what is shown ---

attack "what moves a cursor, and what reads otherwise than it is written" failed a.c <<END
#error $(printf '\033]0;title\007 \033[2J \302\233 \342\200\256 \377')
END
says '#error .x1b'
attack "megabytes of messages" failed a.c <<'END'
#if __COUNTER__ < 150
#warning "#################################################################################"
#warning "#################################################################################"
#include "a.c"
#endif
int x = y;
END
says 'more than can be shown'
verdict "boxes are gone" "$(find boxes -mindepth 2)"
