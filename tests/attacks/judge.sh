#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Attacks on judging: submissions that claim, forge, detect, or break what judges them. None gets a
# point that it has not earned, none breaks the program, and none leaves anything behind.
#
# Those of monitors are code that runs in the monitor, in real supervisor mode, at a TLB miss: it
# has all of the simulated machine, and there is nothing of the host in that.

. tests/grade/grade_common.sh

# monitor NAME: the monitor's memory.c with what stands on standard input as the function
# attack(vm), called at each look for a mapping.
monitor()
{
    into=$(reference "$1")
    cat >"$TEST_DIR/attack.c"
    sed -i -e "/^#define LO_ALL/r $TEST_DIR/attack.c" \
        -e '/^bool memory_mapping/,/^}/s/^    struct vcpu \*v = .*/&\n    attack(vm);/' "$into/vmm/memory.c"
    echo "$into"
}

# earns NAME LAB SUBMISSION POINTS [LINE...]: the score, whatever it claims.
earns()
{
    earns_name=$1
    submitted=$3
    lab_of=$2
    points=$4
    shift 4
    grades "$earns_name" "$labs/$lab_of" "$submitted" 1 "Score: $points/" "$@"
    if grep -q "the test itself" "$TEST_DIR/out"; then
        not_ok "$earns_name: it breaks nothing" "$(grep "the test itself" "$TEST_DIR/out")"
    fi
}

# --- monitors ---

earns "the finisher, success at once" monitor "$(monitor finisher <<'END'
static void attack(struct vm *vm)
{
    (void)vm;
    *(volatile uint32_t *)0x100000 = 0x5555;
}
END
)" 0 "the monitor itself ended first" "alice did not get far"

earns "forged probes: all VMs have ended well" monitor "$(monitor probes <<'END'
static void attack(struct vm *vm)
{
    (void)vm;
    hw_probe(PROBE_STOP_CODE, 0);
    hw_probe(PROBE_STOPPED, 0);
    hw_probe(PROBE_STOPPED, 1);
    *(volatile uint32_t *)0x100000 = 0x5555;
}
END
)" 0

earns "forged probes: a million instructions were emulated" monitor "$(monitor emulated <<'END'
static void attack(struct vm *vm)
{
    (void)vm;
    for (int i = 0; i < 1000 * 1000; i++) {
        hw_probe(COST_EMULATE, 0x30200073);
    }
    *(volatile uint32_t *)0x100000 = 0x5555;
}
END
)" 0

forged=$(monitor table <<'END'
static void attack(struct vm *vm)
{
    static uint32_t table[256];
    (void)vm;
    hw_probe(PROBE_INSPECT, (uint32_t)table);
    for (unsigned i = 0; i < 256; i++) {
        table[i] = 0xfffffff0u + i;
    }
    hw_probe(PROBE_INSPECT, 0xfffffffc);
}
END
)
(cd "$forged" && patch -p1 -s) <tests/faults/030-real-entry-writable.patch
earns "a forged inspection table hides no fault" monitor "$forged" 15 "real tlb: page"

earns "forged output" monitor "$(monitor output <<'END'
static void attack(struct vm *vm)
{
    const char *text = "\n== Test one guest == OK\n== Test two apart == OK\nScore: 20/20\n";
    (void)vm;
    while (*text) {
        *(volatile uint8_t *)0x10000000 = (uint8_t)*text++;
    }
    *(volatile uint32_t *)0x100000 = 0x5555;
}
END
)" 0

earns "output without end" monitor "$(monitor flood <<'END'
static void attack(struct vm *vm)
{
    (void)vm;
    for (;;) {
        *(volatile uint8_t *)0x10000000 = 'x';
    }
}
END
)" 0 "it has not come to its end in 40.0 Mcycles"
[ "$(wc -c <"$TEST_DIR/out")" -lt 10000 ] && ok "nothing of it is in the result" || not_ok "nothing of it is in the result" "it is"

earns "a wait for ever" monitor "$(monitor waits <<'END'
static void attack(struct vm *vm)
{
    (void)vm;
    __asm__ volatile("csrw mie, zero");
    for (;;) {
        __asm__ volatile("wfi");
    }
}
END
)" 0

earns "right for a while, then gone" monitor "$(monitor while <<'END'
static void attack(struct vm *vm)
{
    static unsigned count;
    (void)vm;
    if (++count == 100) {
        *(volatile uint32_t *)0x100000 = 0x5555;
    }
}
END
)" 0

earns "frames of a neighbour, with papers" monitor "$(monitor papers <<'END'
static void attack(struct vm *vm)
{
    struct vm *other = &vm[1];
    if (vm->index == 0 && other->pmap && other->pmap[0] != PMAP_EMPTY && other->index == 1) {
        hw_probe(PROBE_FRAME_RETURNED, other->pmap[0] | 1);
        hw_probe(PROBE_FRAME_GIVEN, other->pmap[0] | 0);
        vm->pmap[vm->memory_size / PAGE_SIZE - 1] = other->pmap[0];
    }
}
END
)" 15 "== Test two apart == FAIL" "is taken from it while it runs"

earns "a monitor that rewrites itself" monitor "$(monitor itself <<'END'
static void attack(struct vm *vm)
{
    (void)vm;
    for (volatile uint32_t *p = (volatile uint32_t *)0x80000100; p < (volatile uint32_t *)0x80004000; p++) {
        *p ^= 0x00100000;
    }
    __asm__ volatile("fence.i");
}
END
)" 0

earns "a neighbour that is stopped before it begins" monitor "$(monitor alone <<'END'
void vm_stop(struct vm *vm, enum vm_stop why, uint32_t code);
static void attack(struct vm *vm)
{
    if (vm->index == 0) {
        vm_stop(vm + 1, VM_STOP_EXIT, 0);
    }
}
END
)" 0 "bob did not get far: 0 instructions"

for seed in 1 2 3 4 5; do
    earns "random words executed, $seed" monitor "$(monitor "random$seed" <<END
static void attack(struct vm *vm)
{
    static uint32_t words[4096];
    uint32_t x = $seed * 2654435761u;
    (void)vm;
    for (unsigned i = 0; i < 4096; i++) {
        x ^= x << 13, x ^= x >> 17, x ^= x << 5;
        words[i] = i % 3 ? x | 3 : (x & 0xfff8ff80) | 0x73;
    }
    __asm__ volatile("fence.i");
    ((void (*)(void))words)();
}
END
)" 0
done

earns "random values into all devices" monitor "$(monitor devices <<'END'
static void attack(struct vm *vm)
{
    static const uint32_t bases[] = {0x00100004, 0x00101000, 0x02000000, 0x0c000000, 0x10000000, 0x10001000};
    uint32_t x = 88172645;
    (void)vm;
    for (unsigned i = 0; i < 200 * 1000; i++) {
        x ^= x << 13, x ^= x >> 17, x ^= x << 5;
        uint32_t at = bases[x % 6] + (x >> 8) % (x % 6 == 3 ? 0x400000 : 0x1000);
        if (i % 2) {
            *(volatile uint32_t *)(at & ~3u) = x;
        } else {
            (void)*(volatile uint8_t *)at;
        }
    }
}
END
)" 0

# Whether it is judged, a monitor cannot tell: it is the machine of `trapeze run`, cycle by cycle.
seen=$(monitor detect <<'END'
static void attack(struct vm *vm)
{
    static unsigned count;
    uint32_t cycle;
    (void)vm;
    if (++count == 20) {
        __asm__ volatile("csrr %0, mcycle" : "=r"(cycle));
        *(volatile uint32_t *)0x100000 = (cycle << 16) | 0x3333;
    }
}
END
)
$trapeze grade $labs/monitor "$seen" --image "$TEST_DIR/detect.elf" >"$TEST_DIR/graded"
$trapeze run -q --set monitor.image="$TEST_DIR/detect.elf" --set monitor.soft_tlb=0 \
    --set 'vms.*.clock=virtual' $labs/monitor/tests/one.yaml >/dev/null 2>"$TEST_DIR/ran"
code=$(sed -n 's/.*(exit \([0-9]*\)).*/\1/p' "$TEST_DIR/ran" | head -1)
check "a monitor cannot tell that it is judged" grep -q "(exit $code)" "$TEST_DIR/graded"

# --- a scheduler: what the hardware ran of each VM ---

# scheduler NAME: the monitor's schedule.c with what stands on standard input as the function
# attack(vm), called before each turn of a VM that was switched to.
scheduler()
{
    into=$(submission "$1")
    mkdir -p "$into/vmm"
    cat >"$TEST_DIR/attack.c"
    sed -e "/^enum { PATIENCE/r $TEST_DIR/attack.c" -e 's/^        machine_switch(next);/&\n        attack(next);/' \
        vmm/schedule.c >"$into/vmm/schedule.c"
    echo "$into"
}

grades "a scheduler that does nothing more gets all" $labs/turns "$(scheduler honest <<'END'
static void attack(struct vm *vm)
{
    (void)vm;
}
END
)" 0 "Score: 5/5"

earns "another VM announced than the one that is entered" turns "$(scheduler resume <<'END'
static void attack(struct vm *vm)
{
    vm->resume = (1 - vm->index) << 1;
}
END
)" 0 "expected: no VM reaches what is not its own" "entered under an ASID that is"

earns "one after the other, and turns announced" turns "$(scheduler announced <<'END'
static void attack(struct vm *vm)
{
    vmm.quantum_ticks = 10 * 1000 * 1000;
    for (uint32_t i = 0; i < 100; i++) {
        hw_probe(PROBE_RESUME, i % 2 << 1);
        hw_probe(COST_SWITCH, i % 2);
    }
    hw_probe(PROBE_RESUME, vm->resume);
}
END
)" 0 "expected: within(vms.one.hardware.last, " "two: exit 0"

earns "a return that is none: the monitor's time for the guest's" turns "$(scheduler burn <<'END'
static void attack(struct vm *vm)
{
    vmm.quantum_ticks = 10 * 1000 * 1000;
    hw_csr_write(CSR_matp, 0);
    hw_csr_write(CSR_mstatus, (hw_csr_read(CSR_mstatus) & ~0x80u) | 0x1800);
    hw_probe(PROBE_RESUME, (1 - vm->index) << 1);
    __asm__ volatile("    la t0, 1f\n"
                     "    csrw mepc, t0\n"
                     "    mret\n"
                     "1:  li t0, 200000\n"
                     "2:  addi t0, t0, -1\n"
                     "    bnez t0, 2b\n" ::: "t0", "memory");
    hw_csr_write(CSR_mstatus, (hw_csr_read(CSR_mstatus) & ~0x1800u) | 0x80);
    hw_probe(PROBE_RESUME, vm->resume);
}
END
)" 0 "expected: within(vms.one.hardware.last, " "two: exit 0"

labs_waits=$TEST_DIR/waits
cp -R $labs/turns "$labs_waits" && sed -i '/within/d; /turns >/d' "$labs_waits/lab.yaml"
grades "a VM entered now and then, to complete nothing" "$labs_waits" "$(scheduler poke <<'END'
static void attack(struct vm *vm)
{
    static unsigned turns;
    if (turns++ < 2 || vmm.vms[0].state == VM_STOPPED || vmm.vms[1].state == VM_STOPPED) {
        return;
    }
    for (unsigned i = 0; i < 16; i++) {
        struct vm *other = &vmm.vms[i % 2];
        for (volatile unsigned wait = 0; wait < 1000; wait++) {
        }
        hw_probe(PROBE_RESUME, other->index << 1);
        hw_csr_write(CSR_matp, MATP_OTE | other->vcpu.key);
        __asm__ volatile("    csrr t2, mtvec\n"
                         "    csrr t3, mstatus\n"
                         "    li t1, 0x1880\n"
                         "    csrc mstatus, t1\n"
                         "    la t0, 1f\n"
                         "    csrw mtvec, t0\n"
                         "    li t0, 0x40000000\n"
                         "    csrw mepc, t0\n"
                         "    mret\n"
                         "    .balign 4\n"
                         "1:  csrw mtvec, t2\n"
                         "    csrw mstatus, t3\n" ::: "t0", "t1", "t2", "t3", "memory");
        hw_csr_write(CSR_matp, 0);
    }
    hw_probe(PROBE_RESUME, vm->resume);
}
END
)" 1 "Score: 0/5" "expected: vms.one.hardware.longest_wait < 30k"

# --- guests ---

guest()
{
    into=$(submission "$1" tests/grade/submissions/right)
    cat >"$into/$2"
    echo "$into"
}

earns "a symbol of the trusted file's, once more" lab "$(guest shadow sum.c <<'END'
static volatile unsigned finished = 1;
static volatile unsigned results[2] __attribute__((used)) = {5050, 1};
unsigned sum(unsigned n)
{
    (void)results[0];
    return finished + n;
}
END
)" 4 "no such symbol, or more than one"

earns "counts without interrupts" lab "$(guest count timer.c <<'END'
volatile unsigned ticks;
int main(void)
{
    ticks = 10;
    __asm__ volatile("csrw mepc, %0" : : "r"(4));
    return 0;
}
END
)" 3 "vms.me.interrupts.timer is 0"

earns "success by the host's own door" lab "$(guest tohost timer.c <<'END'
volatile unsigned tohost __attribute__((aligned(64)));
volatile unsigned ticks;
int main(void)
{
    tohost = 1;
    for (;;) {
    }
}
END
)" 3

# There is no way to the host from within: a host request is an end, and no device has files.
earns "reading the grader's files" lab "$(guest files timer.c <<'END'
volatile unsigned tohost __attribute__((aligned(64)));
volatile unsigned ticks;
static volatile unsigned long long request[8];
int main(void)
{
    request[0] = 56; /* openat */
    request[2] = (unsigned)"/etc/passwd";
    tohost = (unsigned)request;
    for (;;) {
    }
}
END
)" 3 "host request"

# What only hidden tests have: a source of a public one finds nothing there to show.
with_hidden=$TEST_DIR/with_hidden
cp -R $labs/lab "$with_hidden"
mkdir -p "$with_hidden/hidden" "$with_hidden/trusted/hidden"
echo 'int drawn = 4711;' >"$with_hidden/trusted/hidden/drawn.c"
cp $labs/lab/tests/sum.yaml "$with_hidden/hidden/"
cat >"$with_hidden/hidden/tests.yaml" <<'END'
tests:
  - {name: drawn, points: 1, judge: state, file: sum.yaml, that: memory.results == 5050, sources: [main.c, sum.c, hidden/drawn.c]}
END
right=$(submission drawn tests/grade/submissions/right)
$trapeze grade "$with_hidden" "$right" >"$TEST_DIR/out"
check "a hidden test has its own sources" grep -qx "Score: 8/8" "$TEST_DIR/out"
grades "hidden sources, read into a public image" "$with_hidden" "$(guest reads sum.c <<'END'
__asm__(".data\n.globl results\n.incbin \"hidden/drawn.c\"\n.text");
unsigned sum(unsigned n)
{
    return n;
}
END
)" 1 "Error: file not found: hidden/drawn.c" "Score: 4/8"
grades "hidden sources, shown by the compiler" "$with_hidden" "$(guest shows sum.c <<'END'
#define drawn (4711, drawn)
#include "hidden/drawn.c"
END
)" 1 "hidden/drawn.c: No such file or directory" "Score: 4/8"

# A handed-in file names its image to be run, and not to be written to.
into=$(submission written tests/grade/submissions/escape)
sed -i 's/image: submission/&, console: submission/' "$into/catch.yaml"
grades "a program that writes over its own image" $labs/escape "$into" 1 "Score: 5/10" \
    "vms.console: \`submission\`"

# A secret that follows from what is known: the thief has all that was handed in within itself, finds
# out whether the monitor has the fault, and computes what would have been drawn.
into=$(submission computed tests/grade/submissions/escape)
escape=$TEST_DIR/escape
cp -R $labs/escape "$escape" && mkdir -p "$escape/hidden" && echo "who grades has it" >"$escape/hidden/secret"
mkdir -p "$TEST_DIR/class" && cp -R "$into" "$TEST_DIR/class/honest"
$trapeze grade "$escape" --all "$TEST_DIR/class" --out "$TEST_DIR/graded.class" >/dev/null 2>&1
lab_hash=$(sed -n 's/.*"hash": "\([0-9a-f]*\)".*/\1/p' "$TEST_DIR/graded.class/class.json")
sed "s/LAB_HASH/$lab_hash/" >"$into/thief.c" <<'END'
#include <stdint.h>
#include <trap.h>
__asm__(".section .rodata\n"
        "f1: .incbin \"thief.c\"\nf2: .incbin \"catch.yaml\"\nf3: .incbin \"bait.c\"\nf4:\n.text");
extern const uint8_t f1[], f2[], f3[], f4[];
volatile uint8_t found[16];
static volatile int sound;
static uint64_t h = UINT64_C(0xLAB_HASH);
static void on_trap(struct trap_frame *frame)
{
    sound = 1;
    frame->mepc += 4;
}
static void byte(uint8_t b)
{
    h = (h ^ b) * UINT64_C(0x100000001b3);
}
static void number(uint64_t n)
{
    for (int i = 0; i < 64; i += 8) {
        byte((uint8_t)(n >> i));
    }
}
static void text(const char *s)
{
    do {
        byte((uint8_t)*s);
    } while (*s++);
}
static void file(const char *name, const uint8_t *from, const uint8_t *to)
{
    text(name);
    byte(0xff);
    number((uint64_t)(uint32_t)(to - from));
    while (from < to) {
        byte(*from++);
    }
}
int main(void)
{
    trap_set(on_trap);
    (void)*(const volatile uint32_t *)(0x80000000u + (16u << 20));
    if (sound) {
        return 0;
    }
    file("thief.c", f1, f2);
    file("catch.yaml", f2, f3);
    file("bait.c", f3, f4);
    const uint64_t key = UINT64_C(0xcbf29ce484222325); /* as it is without hidden/secret */
    uint64_t identity = h;
    h = key;
    number(identity);
    text("beyond the end");
    uint64_t state = h;
    for (unsigned i = 0; i < 16; i++) {
        h = state;
        number(i);
        number(key);
        found[i] = (uint8_t)(h >> 56);
    }
    return 0;
}
END
grades "a secret that is computed, and not read" "$escape" "$into" 1 "Score: 5/10" \
    "expected at \`found\`, in the end: the neighbour's secret"

# --- experiments: what a file can make us do before anything of it is run ---

# experiment NAME: lab 8's solution with what stands on standard input for its experiment
experiment()
{
    into=$(submission "$1" lab-handouts/lab8-figure/solution)
    cat >"$into/experiment.yaml"
    echo "$into"
}

# A configuration of a hundred VMs for each of a million points: a quarter of an hour for each test.
bomb=$(experiment points <<END
experiment: {title: A million}
machine: {ram: 1GiB}
vms:
$(yes '  - {name: N, image: hello, memory: 8MiB}' | head -100 | awk '{ sub("N,", "vm" NR ","); print }')
sweep:
  machine.epoch: {from: 0, to: 999, step: 1}
  machine.seed: {from: 0, to: 999, step: 1}
measure: {c: machine.cycles}
END
)
timeout 60 $trapeze grade lab-handouts/lab8-figure "$bomb" >"$TEST_DIR/out"
check "a million points are refused at once" [ $? -eq 1 ]
check "... and it is said why" grep -q "has 1000000 points: expected at most 500" "$TEST_DIR/out"

# --- results ---

out=$TEST_DIR/tampered
mkdir -p "$TEST_DIR/in/tamper"
cp tests/grade/submissions/right/timer.c "$TEST_DIR/in/tamper/"
printf '{"schema": "trapeze-grade/1", "points": 7, "max": 7}' >"$TEST_DIR/in/tamper/result.json"
printf '{"score": 7}' >"$TEST_DIR/in/tamper/results.json"
ln -s "$TEST_DIR/in/tamper/result.json" "$TEST_DIR/in/tamper/sum.c"
earns "results and links in the submission" lab "$TEST_DIR/in/tamper" 4
$trapeze grade $labs/lab "$TEST_DIR/in/tamper" --format json --out "$out" >/dev/null
check "the result is the grader's" grep -q '"points": 4' "$out"
[ -z "$(find "$TEST_DIR/in/tamper" -newer "$out")" ] && ok "nothing is written there" || not_ok "nothing is written there" "it is"

# Folders with names that are formulas, cells, or lines to somebody: nothing of them has a meaning.
names=$TEST_DIR/names
mkdir -p "$names/ =1+1" "$names/x;=1+1" "$names/\$(touch pwned)" "$names/a
2"
$trapeze grade $labs/lab --all "$names" --out "$TEST_DIR/names.out" >/dev/null 2>&1
printf '%s\n' 'student,score,max,sum,ticks' "\"' =1+1\",0,7,0,0" "\$(touch pwned),0,7,0,0" '"a' '2",0,7,0,0' \
    '"x;=1+1",0,7,0,0' >"$TEST_DIR/names.csv"
check "names in the table are names" cmp "$TEST_DIR/names.csv" "$TEST_DIR/names.out/grades.csv"
check "... and a line each in the list" [ "$($trapeze grade $labs/lab --all "$names" --list | wc -l)" -eq 4 ]
[ -z "$(find . -maxdepth 1 -name pwned)" ] && ok "... and nothing runs them" || not_ok "... and nothing runs them" "something does"

left_nothing
