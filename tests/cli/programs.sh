#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# C programs that know nothing of PG-32 (tests/cli/programs): compiled on the spot, run bare and in
# a VM, unoptimized and optimized, they must print what they print on the host. Then what
# `trapeze cc` says of sources that are wrong, on the user's own lines.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh
export TMPDIR="$work/tmp"
mkdir -p "$TMPDIR"

programs=$root/tests/cli/programs

# NAME ARGUMENT...: the program, given as the arguments say, against the host's output
same()
{
    what=$1
    shift
    [ -f typed ] && set -- --input typed "$@"
    run "$trapeze" run -q --set 'vms[0].console=console' --set limits.instructions=300M "$@"
    verdict "$what" "$([ "$status" -eq 0 ] || echo "status $status;"
        head -2 "$err"
        cmp host.out console 2>&1)"
}

for source in "$programs"/*.c; do
    name=$(basename "$source" .c)
    rm -f typed
    if ! ${CC:-cc} -w -O1 -o host "$source"; then
        echo "skip $name: the host's compiler does not take it"
        continue
    fi
    if [ -f "$programs/$name.input" ]; then
        ./host <"$programs/$name.input" >host.out
        { cat "$programs/$name.input" && printf '\004'; } >typed
    else
        ./host >host.out </dev/null
    fi
    same "$name" "$source"
    good "cc -O0 $name" "$trapeze" cc -O0 -o "$name-0" "$source"
    same "$name, -O0, in a VM" --set monitor.kind=vmm --set monitor.quantum=5000 "$name-0"
    good "cc -O3 $name" "$trapeze" cc -O 3 -o "$name-3" "$source"
    same "$name, -O3, in a VM" --set monitor.kind=vmm --set monitor.soft_tlb=0 "$name-3"
done
rm -f typed

# --- how a program ends ---

# TEXT MESSAGE SOURCE
ends()
{
    printf '%s\n' "$3" >ends.c
    run "$trapeze" run -q ends.c
    verdict "$1" "$([ "$status" -eq 1 ] || echo "status $status;"
        grep -q "^trapeze: ends: $2\$" "$err" || cat "$err")"
}

ends "main returns 3" "exit 3" 'int main(void) { return 3; }'
ends "exit(200)" "exit 200" '#include <stdlib.h>
int main(void) { exit(200); }'
ends "abort" "exit 134" '#include <stdlib.h>
int main(void) { abort(); }'
ends "assert" "exit 134" '#include <assert.h>
int main(void) { assert(1 > 2); return 0; }'
verdict "assert says where" "$(grep -q 'ends.c:2: main: .*1 > 2' "$out" || cat "$out")"
ends "a null pointer" "exit 127" 'int main(void) { return *(volatile int *)4; }'
verdict "it says which trap" "$(grep -q 'load_access.*mtval 0x00000004' "$out" || cat "$out")"

# --- several sources, macros, headers ---

mkdir inc
echo '#define GREETING "hi from a header"' >inc/greeting.h
cat >main.c <<'EOF'
#include <greeting.h>
#include <stdio.h>
int twice(int);
int main(void)
{
    printf("%s %d\n", GREETING, twice(N));
    return 0;
}
EOF
printf '    .globl twice\ntwice:\n    slli a0, a0, 1\n    ret\n' >twice.S
good "cc of C and assembly" "$trapeze" cc -I inc -D N=21 -o both main.c twice.S
good "and it runs" "$trapeze" run -q both
verdict "with the right output" "$(echo 'hi from a header 42' | cmp - "$out" 2>&1)"
good "named after its first source" "$trapeze" cc twice.S "$programs/recursion.c"
verdict "is there" "$([ -x twice ] || [ -f twice ] || ls)"
cat >own.S <<'EOF'
    .globl _start
_start:
    li t0, 0x100000
    li t1, 0x5555
    sw t1, 0(t0)
EOF
good "a program with a start of its own" "$trapeze" run -q own.S
cp own.S lower.s
good "a .s file" "$trapeze" run -q lower.s

# --- what is wrong with a source is told on its own line ---

# NAME FILE PATTERN COMMAND...
complains()
{
    what=$1 file=$2 pattern=$3
    shift 3
    run "$@"
    verdict "$what" "$([ "$status" -eq 2 ] || echo "status $status;"
        grep -q "^$file:$pattern" "$err" || head -3 "$err"
        [ ! -s "$out" ] || echo "stdout: $(head -1 "$out")"
        leftovers)"
}

printf '#include <stdio.h>\n\nint main(void)\n{\n    printf("a")\n    return 0;\n}\n' >wrong.c
complains "a missing semicolon" wrong.c "5:[0-9]*: error" "$trapeze" cc -o image wrong.c
complains "run says the same" wrong.c "5:[0-9]*: error" "$trapeze" run wrong.c
verdict "no image" "$([ ! -e image ] || ls)"
printf 'int main(void)\n{\n    return nothing;\n}\n' >wrong.c
complains "an undeclared name" wrong.c "3:12: error" "$trapeze" run wrong.c
printf '#include <nothing.h>\nint main(void) { return 0; }\n' >wrong.c
complains "a header that is not there" wrong.c "1:10: fatal error" "$trapeze" run wrong.c
printf '    .globl _start\n_start:\n    addi a0, a0\n' >wrong.S
complains "assembly" wrong.S "3: Error" "$trapeze" run wrong.S
printf 'void f(void);\nint main(void)\n{\n    f();\n    return 0;\n}\n' >wrong.c
run "$trapeze" run wrong.c
verdict "an undefined function" "$([ "$status" -eq 2 ] || echo "status $status;"
    grep -q 'wrong.c:4.*undefined reference to .f' "$err" || cat "$err")"
cat >two.yaml <<'EOF'
vms:
- {name: a, image: hello}
- {name: b, image: wrong.S}
EOF
complains "a source of an experiment" wrong.S "3: Error" "$trapeze" run two.yaml

bad "cc of nothing" "none.c: No such file" "$trapeze" cc none.c
bad "cc of a directory" "inc: .*expected a source" "$trapeze" cc inc
: >notes.txt
bad "cc of something else" "notes.txt: no source" "$trapeze" cc notes.txt
bad "cc over its own source" "own.S: is a source" "$trapeze" cc -o own.S own.S
bad "cc into a folder that is not there" "none/x: cannot be written: No such" \
    "$trapeze" cc -o none/x own.S
bad "cc onto a directory" "inc: is a directory" "$trapeze" cc -o inc own.S
bad "cc -O9" "trapeze: -O 9: expected" "$trapeze" cc -O9 own.S
bad "a compiler that is not there" "trapeze: RISCV_PREFIX=none-: no program none-gcc" \
    env RISCV_PREFIX=none- "$trapeze" cc own.S
bad "no folder for scratch files" "[^ ]*.*none" env TMPDIR=/none "$trapeze" run own.S
verdict "nothing stays in TMPDIR" "$(ls "$TMPDIR")"
