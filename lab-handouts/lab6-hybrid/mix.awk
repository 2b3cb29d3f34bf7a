# SPDX-License-Identifier: GPL-3.0-or-later
#
#   awk -v seed=S -v part=NAME -v isa=NAME -f random.awk -f mix.awk hidden/NAME.S
#
# Between the steps of a program of monitor/privileged.awk, others: arithmetic, jumps, branches, loops, memory, and
# the instruction that is the flaw of machine `isa`. t5 is the program's own, as it is there.

function any()
{
    return "x" random(29)
}

function arithmetic(    n)
{
    n = random(10)
    if (n < 5) {
        return pick("add sub xor or and sll srl sra slt sltu mul mulh mulhsu mulhu div divu rem remu") " " any() ", " any() ", " any()
    } else if (n < 8) {
        return pick("addi xori ori andi slti sltiu") " " any_but_hint() ", " any() ", " random(4096) - 2048
    }
    return pick("lui auipc") " " any() ", " random(500000)
}

# slti with x0 would be a monitor's word to its own.
function any_but_hint()
{
    return "x" 1 + random(28)
}

function memory(    at)
{
    at = ", " random(4096) - 2048 "(t5)"
    if (random(5) == 0) {
        return "la t5, data\n    " pick("amoadd.w amoswap.w amoxor.w amomax.w amominu.w") " " any() ", " any() ", (t5)"
    } else if (random(6) == 0) {
        return "la t5, data\n    lr.w " any() ", (t5)\n    sc.w " any() ", " any() ", (t5)"
    }
    return "la t5, data + 2048\n    " pick("lb lbu lh lhu lw sb sh sw lw sw") " " any() at
}

# A few instructions, repeated; none of them traps.
function loop(    i, text)
{
    text = "li t5, " 2 + random(30) "\n1:  "
    for (i = random(4); i >= 0; i--) {
        text = text arithmetic() "\n    "
    }
    return text "addi t5, t5, -1\n    bnez t5, 1b"
}

function go(    n)
{
    n = random(4)
    if (n == 0) {
        return "jal " any() ", 1f\n    ebreak\n1:"
    } else if (n == 1) {
        return "la t5, 1f\n    jalr " any() ", " random(2) "(t5)\n    ebreak\n1:"
    }
    return pick("beq bne blt bge bltu bgeu") " " any() ", " any() ", 1f\n    " arithmetic() "\n1:"
}

function flaw()
{
    if (isa == "pg32-jrst") {
        return "la t5, 1f\n    jrst t5\n    ebreak\n1:"
    } else if (isa == "pg32-popf") {
        return random(2) ? "popf " any() : "li t5, 8\n    csrw mie, t5\n    popf t5"
    } else if (isa == "pg32-cpl") {
        return "cpl " any()
    }
    return "csrrw " any() ", mscratch, " any()
}

function step(    n)
{
    n = random(100)
    return n < 30 ? arithmetic() : n < 50 ? memory() : n < 60 ? loop() : n < 80 ? go() : flaw()
}

BEGIN {
    random_begin()
}

$0 == "    end" {
    in_body = 0
}

{
    print
    if (in_body && random(3) > 0) {
        print "    " step()
    }
}

$0 == "_start:" {
    begun = 1
}

begun && $0 == "    li t4, 0" {
    in_body = 1
}

END {
    print "\n    .data\n    .balign 4096\ndata:\n    .fill 4096, 1, 0xa5\n    .balign 4096"
}
