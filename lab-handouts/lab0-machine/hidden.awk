# SPDX-License-Identifier: GPL-3.0-or-later
#
# The hidden tests of lab 0: processes with drawn page tables, registers and mistakes, and a clock
# that wraps. What is expected is computed here, and stands in hidden/tests.yaml only.

function head(file, what)
{
    print "/* SPDX-License-Identifier: GPL-3.0-or-later */" >file
    print "/* " what " */" >file
    print "#include \"test.inc\"\n\n    .text\n    .globl test\ntest:" >file
}

# A test of `points`, with the formulas of that[1] to that[n]. Its machine has `tlb` entries.
function test(name, points, source, tlb, hint,   i, yaml)
{
    yaml = "hidden/" source ".yaml"
    print "# SPDX-License-Identifier: GPL-3.0-or-later" >yaml
    printf "machine: {ram: 4MiB, tlb: %d}\nvms:\n  - {name: me, image: submission}\n", tlb >yaml
    close(yaml)
    tests = "hidden/tests.yaml"
    printf "  - name: %s\n    points: %d\n    judge: state\n    file: %s.yaml\n", name, points, source >tests
    printf "    sources: [kernel.c, trap.S, start.S, pages.c, hidden/%s]\n    that:\n",
        source (source == "clock" ? ".c" : ".S") >tests
    for (i = 1; i <= n; i++) {
        printf "      - \"%s\"\n", that[i] >tests
    }
    printf "    hint: %s\n", hint >tests
    n = 0
}

function expect(formula)
{
    that[++n] = formula
}

function page(file, va, frame, rights)
{
    printf "    page 0x%x, %s, %s\n", va, frame, rights >file
}

# VPNs in drawn order: vpn[1], ...; the first and the last page of all are among them.
function draw_vpns(count,   i, taken, v)
{
    vpn[1] = 0
    vpn[2] = 1023
    taken[0] = taken[1023] = 1
    for (i = 3; i <= count; i++) {
        do {
            v = random(1024)
        } while (v in taken)
        taken[v] = 1
        vpn[i] = v
    }
    draw_order(vpn, count)
}

# --- a drawn page table, loads and stores here and there ---

function pages_test(   file, i, count, accesses, frame, writable, frames, fill, sum, va, off, p, mem, old, seen, misses)
{
    file = "trusted/hidden/pages.S"
    head(file, "A drawn page table; loads, and stores of the sum so far.")
    count = draw_from(14, 24)
    frames = draw_from(4, 7)
    draw_vpns(count + 2)
    page(file, vpn[count + 1] * 4096, "process", "TLB_LO_R | TLB_LO_X")
    page(file, vpn[count + 2] * 4096, "last", "TLB_LO_R | TLB_LO_W")
    for (i = 1; i <= count; i++) {
        frame[i] = random(frames)
        writable[i] = random(2)
        page(file, vpn[i] * 4096, "frame" frame[i], writable[i] ? "TLB_LO_R | TLB_LO_W" : "TLB_LO_R")
    }
    printf "    li a0, 0x%x\n    tail process_start\n\n    code_page process\n    li s0, 0\n",
        vpn[count + 1] * 4096 >file
    for (i = 0; i < frames; i++) {
        fill[i] = random(1000000)
    }
    sum = 0
    accesses = draw_from(60, 90)
    for (i = 1; i <= accesses; i++) {
        p = 1 + random(count)
        off = 4 * random(1024)
        va = vpn[p] * 4096 + off
        printf "    li t0, 0x%x\n", va >file
        if (writable[p] && random(3) == 0) {
            print "    sw s0, 0(t0)" >file
            mem[frame[p], off] = sum
        } else {
            print "    lw t1, 0(t0)\n    add s0, s0, t1" >file
            old = (frame[p], off) in mem ? mem[frame[p], off] : fill[frame[p]]
            sum = word32(sum + old)
            if (!(p in seen)) {
                seen[p] = 1
                misses++
            }
        }
    }
    printf "    li t0, 0x%x\n    sw s0, 0(t0)\n    li a7, CALL_EXIT\n    li a0, %d\n    ecall\n    page_end\n\n",
        vpn[count + 2] * 4096, count >file
    for (i = 0; i < frames; i++) {
        printf "    data_page frame%d\n    .fill 1024, 4, %d\n", i, fill[i] >file
    }
    print "    data_page last\n    page_end" >file
    close(file)
    expect(sprintf("memory.last == %.0f", sum))
    expect("vms.me.exit_code == " count)
    expect("vms.me.traps.load_miss >= " int(misses / 2))
    test("drawn pages", 5, "pages", draw_from(8, 24),
        "\"As `misses`, with a page table from page 0 to the last, and stores.\"")
}

# --- drawn work on all registers, ticks and misses in between ---

function registers_test(   file, i, k, ops, x, op, d, a, b, c, counter, base, pages, rounds, period, done, o, ra, rb)
{
    file = "trusted/hidden/registers.S"
    head(file, "Drawn work on all registers, with ticks and misses in between.")
    pages = draw_from(10, 14)
    draw_vpns(pages + 2)
    page(file, vpn[pages + 1] * 4096, "process", "TLB_LO_R | TLB_LO_X")
    page(file, vpn[pages + 2] * 4096, "result", "TLB_LO_R | TLB_LO_W")
    for (i = 1; i <= pages; i++) {
        page(file, vpn[i] * 4096, "data", "TLB_LO_R")
    }
    period = draw_from(35, 60)
    printf "    li a0, %d\n    call timer_start\n    li a0, 0x%x\n    tail process_start\n\n    code_page process\n",
        period, vpn[pages + 1] * 4096 >file
    counter = draw_from(1, 31)
    do {
        base = draw_from(1, 31)
    } while (base == counter)
    for (i = 1; i <= 31; i++) {
        x[i] = random(2000000000)
        printf "    li x%d, %d\n", i, x[i] >file
    }
    rounds = draw_from(150, 250)
    printf "    li x%d, %d\n1:\n", counter, rounds >file
    ops = draw_from(50, 70)
    for (k = 1; k <= ops; k++) {
        do {
            d[k] = draw_from(1, 31)
        } while (d[k] == counter)
        do {
            a[k] = draw_from(1, 31)
        } while (a[k] == counter)
        do {
            b[k] = draw_from(1, 31)
        } while (b[k] == a[k])
        op[k] = pick("add add sub load load")
        c[k] = random(1024)
        if (op[k] == "load") {
            printf "    li x%d, 0x%x\n    lw x%d, 0(x%d)\n", d[k], vpn[1 + k % pages] * 4096 + 4 * c[k],
                d[k], d[k] >file
        } else {
            printf "    %s x%d, x%d, x%d\n", op[k], d[k], a[k], b[k] >file
        }
    }
    printf "    addi x%d, x%d, -1\n    beqz x%d, 2f\n    j 1b\n2:  li x%d, 0x%x\n", counter, counter, counter, base,
        vpn[pages + 2] * 4096 >file
    for (i = 1; i <= 31; i++) {
        if (i != base) {
            printf "    sw x%d, %d(x%d)\n", i, 4 * i, base >file
        }
    }
    print "    li a7, CALL_EXIT\n    li a0, 0\n    ecall\n    page_end\n\n    data_page data" >file
    for (i = 0; i < 1024; i++) {
        printf "    .word %d\n", i * 77777 + period >file
    }
    print "    data_page result\n    .space 128\n    page_end" >file
    close(file)
    for (x[counter] = rounds; x[counter] > 0; x[counter]--) {
        for (k = 1; k <= ops; k++) {
            if (op[k] == "load") {
                x[d[k]] = c[k] * 77777 + period
            } else {
                x[d[k]] = word32(op[k] == "add" ? x[a[k]] + x[b[k]] : x[a[k]] - x[b[k]])
            }
        }
    }
    for (i = 1; i <= 31; i++) {
        if (i != base) {
            expect(sprintf("memory.result[%d] == %.0f", i, x[i]))
        }
    }
    expect("vms.me.interrupts.timer >= 20")
    expect("vms.me.traps.load_miss >= 100")
    test("drawn registers", 5, "registers", 8,
        "\"As `between any two instructions`, with misses as well. result[n] is register n.\"")
}

# --- what a process dies of ---

function dies(name, source, what, code, lines, hint,   file)
{
    file = "trusted/hidden/" source ".S"
    head(file, what)
    page(file, 65536, "process", "TLB_LO_R | TLB_LO_X")
    print "    li a0, 0x10000\n    tail process_start\n\n    code_page process" >file
    print lines >file
    print "    li a7, CALL_EXIT\n    li a0, 1\n    ecall\n    page_end" >file
    close(file)
    expect("vms.me.exit_code == " code)
    test(name, 5, source, 64, hint)
}

# What lies behind the page table looks like entries of it: a decoy.
function beyond_test(   file, kind, i)
{
    file = "trusted/hidden/beyond.S"
    kind = random(3)
    head(file, "An address that the page table does not reach; who looks it up there all the same finds a decoy.")
    page(file, 65536, "process", "TLB_LO_R | TLB_LO_X")
    page(file, 131072, "where", "TLB_LO_R")
    printf "    la t0, decoy\n    la t1, process\n    ori t1, t1, TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X\n" >file
    printf "    li t2, 256\n1:  sw t1, 0(t0)\n    addi t0, t0, 4\n    addi t2, t2, -1\n    bnez t2, 1b\n" >file
    printf "    la t0, decoy + %d\n    la t1, page_table\n    sub t0, t0, t1\n    slli t0, t0, 10\n", 4 * random(256) >file
    printf "    li t1, 0x%x\n    or t0, t0, t1\n    la t1, where\n    sw t0, 0(t1)\n", 4 * draw_from(64, 1023) >file
    print "    li a0, 0x10000\n    tail process_start\n\n    code_page process\n    li t0, 0x20000\n    lw t0, 0(t0)" >file
    print "    " (kind == 0 ? "jr t0" : kind == 1 ? "lw t1, 0(t0)" : "sw t0, 0(t0)") >file
    print "    li a7, CALL_EXIT\n    li a0, 1\n    ecall\n    page_end\n\n    data_page where\n    page_end" >file
    print "    .bss\n    .balign 16\ndecoy:\n    .space 1024" >file
    close(file)
    expect("vms.me.exit_code == " 152 + kind)
    test("beyond the page table", 5, "beyond", 64,
        "\"The page table ends after PAGES pages. What lies behind it is no entry of it.\"")
}

function privileged_test(   which, list)
{
    split("csrr t0, mscratch;csrw mtvec, t0;tlbwr t0, t1;mret;csrr t0, mstatus;csrw CSR_matp, zero", list, ";")
    which = list[1 + random(6)]
    dies("what is the kernel's alone", "privileged", "A process that does what only its kernel may.", 130, "    " which,
        "\"Exit code 128 + 2: illegal instruction.\"")
}

# --- a clock that wraps, and interrupts that are off for long ---

function clock_test(   file, period, off, all, before)
{
    file = "trusted/hidden/clock.c"
    period = draw_from(500, 900)
    off = draw_from(3, 9)
    all = off + draw_from(8, 20)
    before = period * draw_from(1, off)
    print "/* SPDX-License-Identifier: GPL-3.0-or-later */" >file
    print "/* Interrupts are off for a while; the clock's lower half wraps; every tick counts. */" >file
    print "#include \"lab0.h\"\n#include \"pg32.h\"\n\nuint32_t seen_first = 99, seen = 99;\n" >file
    print "static uint32_t now(void)\n{\n    return *reg32(CLINT_BASE + CLINT_MTIME);\n}\n" >file
    print "static void wait(uint32_t start, uint32_t time)\n{\n    while (now() - start < time) {\n    }\n}\n" >file
    print "void test(void)\n{" >file
    printf "    *reg32(CLINT_BASE + CLINT_MTIME) = 0u - %du;\n    uint32_t start = now();\n", before >file
    printf "    timer_start(%d);\n    wait(start, %d);\n    seen_first = ticks;\n", period,
        int((off + 0.5) * period) >file
    printf "    csr_set(mstatus, MSTATUS_MIE);\n    wait(start, %d);\n    csr_clear(mstatus, MSTATUS_MIE);\n",
        int((all + 0.5) * period) >file
    print "    seen = ticks;\n}" >file
    close(file)
    expect("memory.seen_first == 0")
    expect("memory.seen == " all)
    expect("vms.me.interrupts.timer == " all)
    test("a clock that wraps", 5, "clock", 64,
        "\"mtime and mtimecmp have 64 bits. Ticks that were due while interrupts were off come late, but they come.\"")
}

BEGIN {
    random_begin()
    print "# SPDX-License-Identifier: GPL-3.0-or-later\ntests:" >"hidden/tests.yaml"
    pages_test()
    registers_test()
    beyond_test()
    privileged_test()
    clock_test()
}
