#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Classification is right for rows that somebody adds tomorrow: instructions, a CSR and machines that
# have them are added to a copy of the sources, and must be found to be what they are. A row whose class
# is wrong must be found out. docs/classes.md is what the program as it is finds.
. tests/common.sh

copy=$TEST_DIR/copy
rm -rf "$copy" && mkdir "$copy"
cp -r Makefile isa machine vmm hybrid panel examples "$copy"
mkdir "$copy/tests" "$copy/lab-handouts" && : >"$copy/tests/Makefile.inc" && : >"$copy/lab-handouts/Makefile.inc"

# before PATTERN FILE: what is on standard input goes before the first line that matches.
before()
{
    cat >"$TEST_DIR/lines"
    awk -v pattern="$1" -v lines="$TEST_DIR/lines" '
        $0 ~ pattern && !done { while ((getline line <lines) > 0) print line; done = 1 }
        { print }
        END { exit !done }' "$2" >"$copy/$2" || not_ok "copy of $2" "no line with $1"
}

before '^#undef VARIANT' isa/variant.def <<'END'
VARIANT(RDMODE, "pg32-rdmode", "adds rdmode, which returns the mode", "a test", FAILS, HOLDS)
VARIANT(PNOP, "pg32-pnop", "adds pnop, privileged, which does nothing", "a test", HOLDS, HOLDS)
VARIANT(BOTH, "pg32-both", "adds both, which depends on M and R together", "a test", FAILS, HOLDS)
VARIANT(LIAR, "pg32-liar", "adds a row whose class is wrong", "a test", HOLDS, HOLDS)
END
before '^#undef OPCODE' isa/insn.def <<'END'
ROW(rdmode, D1, ENC_T4(0x46, 4), SENSITIVE, CSR, RDMODE, "read the mode", SYS(SYS_RDMODE))
ROW(pnop, NONE, ENC_X(0x8c500073), PRIVILEGED, CSR, PNOP, "nothing", SYS(SYS_FENCE))
ROW(both, D1, ENC_T4(0x46, 6), SENSITIVE, CSR, BOTH, "M and R", SYS(SYS_BOTH))
ROW(liar, D1, ENC_T4(0x46, 7), INNOCUOUS, CSR, LIAR, "read the mode", SYS(SYS_RDMODE))
END
before 'SYS_FENCE,' isa/insn.h <<'END'
    SYS_RDMODE,
    SYS_BOTH,
END
before 'uint32_t mode; ' isa/priv.h <<'END'
    uint32_t mspare;
END
before '^CSR[(]0xb00' isa/csr.def <<'END'
CSR(0x7c4, mspare, PRIVILEGED, ALL, "spare", P->mspare, P->mspare = V)
END
# both: what it returns differs between (supervisor, TE = 0) and (user, TE = 1), and in the two states
# between them it misses.
before 'case SYS_CPL:' machine/core.c <<'END'
    case SYS_BOTH:
        if ((h->priv.mode == MODE_USER) != ((h->priv.matp & MATP_TE) != 0)) {
            return fault_at(CAUSE_load_miss, 0);
        }
        hart_set(m, in->rd, h->priv.mode == MODE_USER);
        break;
    case SYS_RDMODE:
END
check "rows are added" env -u MAKEFLAGS make -s -C "$copy" BUILD=build CFLAGS=-O1 build/trapeze
trapeze=$copy/build/trapeze

# found ISA STATUS LINE...: classify ends so and prints such lines; on standard error too.
found()
{
    isa=$1 expected=$2
    shift 2
    status=0
    "$trapeze" classify --isa "$isa" >"$TEST_DIR/out" 2>&1 || status=$?
    wrong=$([ $status -eq "$expected" ] || echo "status $status;"
        for line in "$@"; do
            grep -qF -e "$line" "$TEST_DIR/out" || echo "not said: $line;"
        done)
    if [ -z "$wrong" ]; then
        ok "$isa"
    else
        not_ok "$isa" "$(echo "$wrong" | tr '\n' ' ')"
    fi
}

# properties ISA INSTRUCTION: those of which there are witnesses, in one line.
properties()
{
    "$trapeze" classify --isa "$1" --witness "$TEST_DIR/w.yaml" "$2" >/dev/null 2>&1
    sed -n 's/^  - shows: //p' "$TEST_DIR/w.yaml" | tr '\n' ' '
    "$trapeze" classify --replay "$TEST_DIR/w.yaml" | grep -v ': confirmed$'
}

holds="every sensitive instruction is privileged"
user_holds="Theorem 3's condition holds: every user-sensitive instruction is privileged"
fails="Theorem 1's condition fails: not every sensitive instruction is privileged: not"
found pg32-rdmode 0 "rdmode: sensitive" "monitors that fit: hybrid" "$fails rdmode" "$user_holds"
found pg32-pnop 0 "pnop: privileged, not sensitive" "monitors that fit: vmm; hybrid as well" \
    "Theorem 1's condition holds: $holds" "$user_holds"
found pg32-both 0 "both: sensitive" "monitors that fit: hybrid" "$fails both" "$user_holds"
found pg32-liar 3 "liar: sensitive" \
    "pg32-liar: liar: insn.def has liar as innocuous, by experiment it is sensitive" \
    "pg32-liar: variant.def says that Theorem 1's condition holds, by experiment it fails: liar"
found pg32 0 "mspare: privileged" "        S1: supervisor: mspare " "        reads mspare"

# witnesses ISA INSTRUCTION PROPERTIES
witnesses()
{
    got=$(properties "$1" "$2")
    check "$1: what there are witnesses of" [ "$got" = "$3" ]
}
witnesses pg32-rdmode rdmode "mode unprivileged "
witnesses pg32-pnop pnop ""
witnesses pg32-both both "joint unprivileged "

status=0
"$BUILD"/trapeze classify --isa all --markdown >"$TEST_DIR/classes" || status=$?
check "all machines are as predicted" [ $status -eq 0 ]
check "docs/classes.md is up to date (make docs)" cmp "$TEST_DIR/classes" docs/classes.md
