# SPDX-License-Identifier: GPL-3.0-or-later
#
# A term's machine: pg32-term, which has eight instructions beside those of PG-32. Their kinds are drawn, and
# their names, encodings, constants and registers. Out come rows for isa/insn.def, names for isa/insn.h,
# cases for machine/core.c; the manual's page, in words; the questions; and our own answers, which
# follow from what each kind is and not from what the classifier finds.

# An instruction: name, format and encoding, class, what the core does, in words, class as answered.
function instruction(format, encoding, class, meaning, core, words, answer,   name, sys)
{
    name = word[++count]
    sys = "SYS_TERM" count
    if (meaning == "") {
        meaning = "SYS(" sys ")"
        print "    " sys "," >"hidden/names"
        printf "    case %s:\n%s        break;\n", sys, core >"hidden/cases"
    }
    printf "ROW(%s, %s, %s(0x46, %d), %s, CSR, TERM, \"%s\", %s)\n", name, format, encoding, number[count], class,
        "of the term", meaning >"hidden/rows"
    gsub(/NAME/, name, words)
    printf "| `%s` | `0x%04x0073`%s | %s |\n", operands(name, format), 35840 + 16 * number[count], fixed(format),
        words >"hidden/machine.md"
    printf "%s%s: %s", (count > 1 ? ", " : ""), name, name >"hidden/questions"
    printf "%s: %s\n", name, answer >"hidden/solution/term.yaml"
}

function operands(name, format)
{
    return name (format == "D1" ? " rd" : format == "S1" ? " rs1" : " rd, rs1")
}

function fixed(format)
{
    return (format == "S1" ? "" : " + rd << 7") (format == "D1" ? "" : " + rs1 << 15")
}

function set(value)
{
    return "        hart_set(m, in->rd, " value ");\n"
}

function write_csr(csr, value)
{
    return "priv_csr_write(&h->priv, CSR_" csr ", " value ");\n"
}

# One of each kind, with what is drawn.
function kind(k,   csr, a, b, s)
{
    csr = pick("mscratch mtval mepc mtlbrand")
    a = draw_from(1, 99)
    b = a + draw_from(1, 99)
    s = draw_from(1, 12)
    if (k == 1) {
        instruction("D1", "ENC_T4", "SENSITIVE", "", set("h->priv.mode == MODE_USER ? " a " : " b),
            "rd becomes " b " in supervisor mode, and " a " in user mode", "sensitive")
    } else if (k == 2) {
        instruction("D1", "ENC_T4", "USER_SENSITIVE", "", set("h->priv." csr " >> " s),
            "rd becomes what `" csr "` holds, shifted right by " s " bits, in either mode", "user-sensitive")
    } else if (k == 3) {
        csr = pick("mscratch mtval")
        instruction("S1", "ENC_T3", "USER_SENSITIVE", "", "        " write_csr(csr, "e->value ^ " a),
            "`" csr "` becomes rs1 ^ " a ", in either mode", "user-sensitive")
    } else if (k == 4) {
        csr = pick("mscratch mtval")
        instruction("S1", "ENC_T3", "SENSITIVE", "",
            "        if (h->priv.mode != MODE_USER) {\n            " write_csr(csr, "e->value + " a) "        }\n",
            "`" csr "` becomes rs1 + " a " in supervisor mode. In user mode nothing happens", "sensitive")
    } else if (k == 5) {
        instruction("D1", "ENC_T4", "PRIVILEGED", "", set("h->priv." csr " + " a),
            "rd becomes what `" csr "` holds, plus " a ". In user mode it is an illegal instruction", "privileged")
    } else if (k == 6) {
        instruction("S1", "ENC_T3", "PRIVILEGED", "SYS(SYS_FENCE)", "",
            "Nothing happens, whatever rs1 is. In user mode it is an illegal instruction", "privileged")
    } else if (k == 7) {
        instruction("TLBR", "ENC_T1", "INNOCUOUS", "SET((A << " s ") | (A >> " 32 - s "))", "",
            "rd becomes rs1, rotated to the left by " s " bits", "innocuous")
    } else if (k == 8) {
        instruction("S1", "ENC_T3", "ALWAYS_TRAPS", "TRAP(CAUSE_breakpoint, PC)", "",
            "It traps, with the cause of `ebreak`, in either mode", "always traps")
    } else if (k == 9) {
        instruction("D1", "ENC_T4", "INNOCUOUS", "", set("0x40101101u >> " s),
            "rd becomes what `misa` holds, shifted right by " s " bits, in either mode. (`misa` holds 0x40101101, and cannot be written)",
            "innocuous")
    } else if (k == 10) {
        csr = pick("mscratch mtval")
        instruction("TLBR", "ENC_T1", "SENSITIVE", "",
            "        if (h->priv.mode != MODE_USER) {\n            uint32_t was = h->priv." csr ";\n            " \
            write_csr(csr, "e->value") "            hart_set(m, in->rd, was);\n        } else {\n    " set(0) "        }\n",
            "In supervisor mode rd and `" csr "` are exchanged, rs1 going to `" csr "`. In user mode rd becomes 0, and `" csr \
            "` stays", "sensitive")
    } else {
        csr = pick("mscratch mtval")
        instruction("S1", "ENC_T3", "USER_SENSITIVE", "",
            "        if (e->value & 1) {\n            " write_csr(csr, "e->value") "        }\n",
            "If rs1 is odd, `" csr "` becomes rs1, in either mode. Otherwise nothing happens", "user-sensitive")
    }
}

BEGIN {
    random_begin()
    n = split("bex dorn fil gant hoyd jask kem lurn mave nolt orp pliv quen rasp silm tond ulv varn wick yost zamb", word, " ")
    draw_order(word, n)
    for (i = 1; i <= 24; i++) {
        number[i] = 7 + i
    }
    draw_order(number, 24)
    for (i = 1; i <= 7; i++) {
        other[i] = i < 3 ? i + 2 : i + 4   # 3, 4, 7, 8, 9, 10, 11
    }
    draw_order(other, 7)
    split("1 2 5 6", wanted, " ")
    for (i = 1; i <= 4; i++) {
        wanted[4 + i] = other[i]
    }
    draw_order(wanted, 8)
    print "| instruction | word | what it does |\n|---|---|---|" >"hidden/machine.md"
    for (i = 1; i <= 8; i++) {
        kind(wanted[i] + 0)
    }
}
