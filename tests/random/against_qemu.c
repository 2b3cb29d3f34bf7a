/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *   against_qemu RUNTIME DIRECTORY SEED COUNT
 *
 * COUNT random programs, of seeds from SEED on, on our machine and on QEMU: their signatures must
 * be the same. Of one whose are not, says what differs first and prints the items that it takes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/random/deviations.h"
#include "tests/random/report.h"

enum { BATCH = 32, NAME_SIZE = 40 };

struct comparison {
    const char *runtime;
    char file[512]; /* the image, for QEMU */
    struct random_program program[BATCH];
    struct output ours, theirs;
    unsigned long programs, instructions, different;
};

/* Programs `first` to `last` of the batch, on both; printed whole or as digests. */
static void run_both(struct comparison *c, unsigned first, unsigned last, bool whole)
{
    struct random_image image = random_image_new(c->runtime, BATCH);
    c->ours.size = c->theirs.size = 0;
    if (!image.bytes) {
        return;
    }
    for (unsigned i = first; i <= last; i++) {
        random_image_put(&image, &c->program[i]);
    }
    random_image_select(&image, first, last - first + 1, whole);
    run_machine(&image, &c->ours);
    run_qemu(&image, c->file, &c->theirs);
    random_image_free(&image);
}

/* Whether the last program's signatures are the same, run with those from `first` on before it. */
static bool same(struct comparison *c, unsigned first, unsigned last)
{
    unsigned line = last - first;
    run_both(c, first, last, false);
    return output_lines(&c->ours) > line && output_lines(&c->theirs) > line &&
           output_word(&c->ours, line) == output_word(&c->theirs, line);
}

/* Remove `count` items of program `which` from item `at` on, unless the difference goes, too. */
static void try_without(struct comparison *c, unsigned which, unsigned at, unsigned count,
                        unsigned first, unsigned last)
{
    static struct random_program saved;
    struct random_program *p = &c->program[which];
    bool any = false;
    saved = *p;
    for (unsigned i = at; i < at + count && i < p->items; i++) {
        any = any || !p->item[i].removed;
        p->item[i].removed = true;
    }
    if (any && same(c, first, last)) {
        *p = saved;
    }
}

static void shrink(struct comparison *c, unsigned which, unsigned first, unsigned last)
{
    unsigned items = c->program[which].items;
    for (unsigned count = items; count > 0; count /= 2) {
        for (unsigned at = 0; at < items; at += count) {
            try_without(c, which, at, count, first, last);
        }
    }
}

/* What differs first in the last program's whole signatures. */
static void print_difference(struct comparison *c, unsigned first, unsigned last)
{
    char field[NAME_SIZE];
    run_both(c, first, last, true);
    unsigned start = report_start(&c->ours, last - first);
    unsigned line = start;
    while (line < output_lines(&c->ours) && line < output_lines(&c->theirs) &&
           output_word(&c->ours, line) == output_word(&c->theirs, line)) {
        line++;
    }
    report_field(&c->ours, start, line - start, field, sizeof field);
    printf("# %s: ours %08x, QEMU's %08x; ours %s, QEMU %s\n", field, output_word(&c->ours, line),
           output_word(&c->theirs, line), c->ours.passed ? "ended" : "did not end",
           c->theirs.passed ? "ended" : "did not end");
}

/* Say what the program needs to differ, and which of those before it, if alone it does not. */
static void explain(struct comparison *c, unsigned slot)
{
    unsigned first = slot;
    c->different++;
    printf("not ok seed %u: signatures differ\n", c->program[slot].seed);
    if (same(c, first, slot)) {
        first = 0;
    }
    for (unsigned i = first; i <= slot; i++) {
        shrink(c, i, first, slot);
    }
    print_difference(c, first, slot);
    for (unsigned i = first; i <= slot; i++) {
        report_program(&c->program[i]);
    }
    fflush(stdout);
}

static void compare_digests(struct comparison *c, unsigned count)
{
    static struct output ours, theirs; /* explain() needs the others */
    ours = c->ours;
    theirs = c->theirs;
    for (unsigned i = 0; i < count; i++) {
        bool both = i < output_lines(&ours) && i < output_lines(&theirs);
        if (!both || output_word(&ours, i) != output_word(&theirs, i)) {
            explain(c, i);
        }
        if (!both) {
            break; /* the others did not run */
        }
    }
}

static void compare_batch(struct comparison *c, uint32_t seed, unsigned count)
{
    struct random_image image = random_image_new(c->runtime, count);
    if (!image.bytes) {
        exit(2);
    }
    for (unsigned i = 0; i < count; i++) {
        random_program(&c->program[i], seed + i, RANDOM_PLAIN, ORACLE_QEMU, i);
        random_image_put(&image, &c->program[i]);
    }
    run_machine(&image, &c->ours);
    run_qemu(&image, c->file, &c->theirs);
    random_image_free(&image);
    c->programs += count;
    c->instructions += c->ours.instructions;
    compare_digests(c, count);
}

int main(int argc, char **argv)
{
    static struct comparison c;
    if (argc != 5) {
        fprintf(stderr, "usage: against_qemu RUNTIME DIRECTORY SEED COUNT\n");
        return 2;
    }
    uint32_t seed = (uint32_t)strtoul(argv[3], NULL, 0);
    uint32_t count = (uint32_t)strtoul(argv[4], NULL, 0);
    c.runtime = argv[1];
    snprintf(c.file, sizeof c.file, "%s/qemu.elf", argv[2]);
    for (uint32_t done = 0; done < count; done += BATCH) {
        compare_batch(&c, seed + done, count - done < BATCH ? count - done : BATCH);
    }
    printf("%s against QEMU: %lu programs, %lu instructions, %lu different (seeds %u to %u)\n",
           c.different ? "#" : "ok", c.programs, c.instructions, c.different, seed,
           seed + count - 1);
    return c.different > 0;
}
