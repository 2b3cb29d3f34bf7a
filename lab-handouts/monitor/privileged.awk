# SPDX-License-Identifier: GPL-3.0-or-later
#
#   awk -v seed=S -v part=NAME -v steps=N -f random.awk -f privileged.awk
#
# A program in assembly, for the bare machine: instructions that trap, or are privileged, in both modes,
# with any registers, one after the other. Its handler steps over what traps. t4, t5 and t6 are the
# handler's and the program's own: t4 asks by a system call for supervisor mode.

function any()
{
    return "x" random(29)
}

function csr()
{
    return pick(written " " written " " only_read " " there_are_none)
}

function csr_instruction(    form, what)
{
    form = pick("csrrw csrrs csrrc csrrwi csrrsi csrrci")
    what = csr()
    if (what == "mtvec" || what == "CSR_matp") { # the program depends on them
        return "csrrs " any() ", " what ", x0"
    }
    return form " " any() ", " what ", " (form ~ /i$/ ? random(32) : any())
}

function value()
{
    return pick("0 1 -1 8 0x80 0x88 0x1800 0x1880 0x200000 0x7fffffff 0x80000000 0x12345678 " random(900000))
}

function privileged()
{
    return pick("tlbwi@" any() ",@" any() " tlbp@" any() ",@" any() " tlbrh@" any() ",@" any() " tlbrl@" any() ",@" \
        any() " tlbinv@" any() ",@" any())
}

function step(    n)
{
    n = random(100)
    if (n < 12) {
        return "li " any() ", " value()
    } else if (n < 18) {
        return pick("add sub xor or and sltu mul divu") " " any() ", " any() ", " any()
    } else if (n < 62) {
        return csr_instruction()
    } else if (n < 70) {
        return "ecall"
    } else if (n < 73) {
        return "ebreak"
    } else if (n < 77) {
        return ".word " pick("0 0xffffffff 0x0000007b 0x10000073 0x12000073 0x30300073 0xbc0000f3")
    } else if (n < 83) {
        n = privileged()
        gsub("@", " ", n)
        return n
    } else if (n < 87) {
        return "lw t5, 16(x0)" # nothing is there
    } else if (n < 92) {
        return "user"
    } else if (n < 96) {
        return "supervisor"
    }
    return "interrupt"
}

BEGIN {
    random_begin()
    written = "mscratch mepc mcause mtval mstatus mie mip mcounteren mcountinhibit minstret mcycle minstreth " \
        "mcycleh CSR_mtlbidx CSR_mtlbwired CSR_mtlbrand CSR_minstretcfgh CSR_mcyclecfgh CSR_menvcfg misa"
    only_read = "mhartid mvendorid cycle instret cycleh instreth CSR_mtlbcfg mtvec CSR_matp"
    there_are_none = "0x123 0x400 0x7ff 0x8ff 0xfff"
    print "/* SPDX-License-Identifier: GPL-3.0-or-later */"
    print "#include \"pg32.inc\"\n#include \"../tests/end.inc\"\n"
    print ".macro user\n    li t5, MSTATUS_MPP\n    csrc mstatus, t5\n    la t5, 1f\n    csrw mepc, t5\n    mret\n1:\n.endm"
    print ".macro supervisor\n    li t4, 1\n    ecall\n    li t4, 0\n.endm"
    print ".macro interrupt\n    li t5, CLINT_BASE\n    li t4, 1\n    sw t4, 0(t5)\n    li t4, 0\n.endm\n"
    print "    .section .text.start, \"ax\"\n    .globl _start\n_start:\n    la t5, handler\n    csrw mtvec, t5\n    li t4, 0"
    for (i = 0; i < steps; i++) {
        print "    " step()
    }
    print "    end\n"
    print "/* An interrupt is answered; another trap is stepped over, and who asks is in supervisor mode. */"
    print "    .balign 4\nhandler:\n    csrr t6, mcause\n    bgez t6, 1f\n    li t6, CLINT_BASE\n    sw x0, 0(t6)"
    print "    csrw mie, x0\n    mret\n1:  csrr t6, mepc\n    addi t6, t6, 4\n    csrw mepc, t6\n    beqz t4, 2f"
    print "    li t6, MSTATUS_MPP\n    csrs mstatus, t6\n2:  mret"
}
