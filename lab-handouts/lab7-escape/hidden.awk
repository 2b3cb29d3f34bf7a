# SPDX-License-Identifier: GPL-3.0-or-later
#
# The hidden tests of lab 7.

function machine(name, first, second, quantum, ram,   file)
{
    file = "hidden/" name ".yaml"
    print "# SPDX-License-Identifier: GPL-3.0-or-later" >file
    printf "machine: {ram: %dMiB}\nmonitor: {kind: vmm, soft_tlb: 0, quantum: %dk}\nvms:\n", ram, quantum >file
    printf "  - {%s}\n  - {%s}\n", first, second >file
    close(file)
}

function thief(mib)
{
    return "name: thief, image: submission, memory: " mib "MiB"
}

function escape(name, source, points, hint)
{
    printf "  - name: escape %s elsewhere\n    points: %d\n    judge: escape\n    file: %s.yaml\n", name, points,
        name >"hidden/tests.yaml"
    printf "    sources: [%s.c, peek.S]\n    fault: ../faults/%s.patch\n    hint: \"%s\"\n", source, source,
        hint >"hidden/tests.yaml"
}

# A neighbour that has touched many more pages than its image has, and then goes.
function gone(pages,   file)
{
    file = "hidden/gone.S"
    print "/* SPDX-License-Identifier: GPL-3.0-or-later */" >file
    print "#include \"../tests/page.inc\"\n\n    .section .text.start, \"ax\"\n    .globl _start\n_start:" >file
    printf "    li t0, 0x80010000\n    li t1, 0x1000\n    li t2, %d\n", pages >file
    print "1:  sw t0, 0(t0)\n    add t0, t0, t1\n    addi t2, t2, -1\n    bnez t2, 1b\n    finish\n\n    secret_page" >file
    close(file)
}

# A neighbour that looks at its page at a pace of its own.
function awake(period, times,   file)
{
    file = "hidden/awake.S"
    print "/* SPDX-License-Identifier: GPL-3.0-or-later */" >file
    print "#include \"../tests/page.inc\"\n\n    .section .text.start, \"ax\"\n    .globl _start\n_start:" >file
    printf "    li s0, %d\n1:  sleep %d\n    la t0, page\n    lw t1, 0(t0)\n", times, period >file
    print "    addi s0, s0, -1\n    bnez s0, 1b\n    finish\n\n    secret_page" >file
    close(file)
}

function catch(name, fault, points, file, context)
{
    file = "hidden/" fault ".patch"
    printf "%s, in another place\n\n--- a/vmm/allocator.c\n+++ b/vmm/allocator.c\n", name >file
    printf "%s", context >file
    close(file)
    printf "  - name: catch %s elsewhere\n    points: %d\n    judge: catch\n", name, points >"hidden/tests.yaml"
    printf "    sources: [test-%s.yaml, test-%s.c, peek.S]\n    fault: %s.patch\n", name, name, fault >"hidden/tests.yaml"
    print "    hint: \"A fault of the same kind, in a place that your test does not look at.\"" >"hidden/tests.yaml"
}

BEGIN {
    random_begin()
    print "# SPDX-License-Identifier: GPL-3.0-or-later\ntests:" >"hidden/tests.yaml"

    gone(draw_from(20, 90))
    awake(draw_from(400, 600), draw_from(2000, 2600))
    machine("zeroed", thief(draw_from(1, 3)), "name: neighbour, image: gone.S, memory: 1MiB", draw_from(20, 60),
        16 * draw_from(1, 3))
    escape("zeroed", "zeroed", 5, "Another neighbour, another size of memory.")
    machine("outside", thief(1), "name: neighbour, image: awake.S, memory: 1MiB", draw_from(20, 60), draw_from(9, 30))
    escape("outside", "outside", 5, "A machine with more memory, or less.")
    machine("end", thief(4 * draw_from(2, 4)), "name: neighbour, image: awake.S, memory: " draw_from(1, 2) "MiB",
        draw_from(20, 60), 16 * draw_from(3, 5))
    escape("end", "end", 5, "Your memory has another size.")
    machine("asid", "name: neighbour, image: awake.S, memory: 1MiB", thief(draw_from(1, 3)), draw_from(20, 30), 32)
    escape("asid", "asid", 5, "Turns and pauses of another length.")

    catch("end", "end", 3, "", \
        "@@ -86,5 +86,6 @@\n bool pmap_has(const struct vm *vm, uint32_t pa)\n {\n-    return pa - RAM_BASE < vm->memory_size;\n" \
        "+    uint32_t within = pa - RAM_BASE;\n+    return within < vm->memory_size || (within - vm->memory_size) / PAGE_SIZE == " \
        draw_from(1, 7) ";\n }\n /* LAB 3 END */\n")
    catch("zeroed", "zeroed", 3, "", \
        "@@ -104,5 +104,5 @@\n     hw_probe(PROBE_ASIDE, 0);\n     uint32_t frame = frame_take();\n-    clear(hw_memory(frame), PAGE_SIZE);\n" \
        "+    clear(hw_memory(frame), PAGE_SIZE - 128 * " draw_from(1, 24) ");\n" \
        "     hw_probe(PROBE_FRAME_GIVEN, frame | vm->index);\n     *entry = frame;\n")
    catch("asid", "asid", 4, "", \
        "@@ -25,5 +25,7 @@\n         refill_forget_all(); /* tags come round again */\n     }\n-    hw_tlb_invalidate_all();\n" \
        "+    if (vmm.asid_generation != " draw_from(2, 3) ") {\n+        hw_tlb_invalidate_all();\n+    }\n" \
        "     hw_probe(PROBE_ASIDS_FREED, 0);\n }\n")
}
