/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of services: what each service of a guest's kernel takes bare and in the VM, and what
 * the time in the VM is made of, with the bare time as 1.00 [Disco, Table 2].
 */
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "isa/cause.h"
#include "report.h"
#include "table.h"

enum { LABEL_WIDTH = 30, CALLS_WIDTH = 16, CYCLES_WIDTH = 11, RATIO_WIDTH = 8 };

#define CALL_NAMES "SYSCALL_" /* how a kernel's numbers of system calls are named */

/* One line: a service, bare and in the VM; of either, zeros if it was never called there. */
struct line {
    struct service bare, vm;
};

/* What a line is in proportion to. */
struct scale {
    double bare, vm; /* cycles of one call, or of all */
};

static struct service of(const struct services *s, const struct service *like)
{
    const struct service *found = services_find(s, like->kind, like->number);
    return found ? *found : (struct service){.kind = like->kind, .number = like->number};
}

/* By bare time, the most first; what costs the same, in the order of kind and number. */
static int by_time(const void *a, const void *b)
{
    const struct line *x = a;
    const struct line *y = b;
    uint64_t x_cycles = service_cycles(&x->bare);
    uint64_t y_cycles = service_cycles(&y->bare);
    if (x_cycles != y_cycles) {
        return x_cycles > y_cycles ? -1 : 1;
    }
    if (x->bare.kind != y->bare.kind) {
        return x->bare.kind < y->bare.kind ? -1 : 1;
    }
    return x->bare.number < y->bare.number ? -1 : 1;
}

/* Every service that occurred here or there. */
static size_t make_lines(struct line *lines, const struct services *bare, const struct services *vm)
{
    size_t n = 0;
    for (uint32_t i = 0; i < bare->count; i++) {
        lines[n++] = (struct line){bare->list[i], of(vm, &bare->list[i])};
    }
    for (uint32_t i = 0; i < vm->count; i++) {
        if (!services_find(bare, vm->list[i].kind, vm->list[i].number)) {
            lines[n++] = (struct line){of(bare, &vm->list[i]), vm->list[i]};
        }
    }
    qsort(lines, n, sizeof *lines, by_time);
    return n;
}

static void add(struct service *sum, const struct service *s)
{
    sum->count += s->count;
    for (unsigned i = 0; i < SPENT_COUNT; i++) {
        sum->cycles[i] += s->cycles[i];
    }
}

static struct service outside(const struct services *s)
{
    struct service all = {.count = 0};
    memcpy(all.cycles, s->outside, sizeof all.cycles);
    return all;
}

/* --- cells --- */

static void put_ratio(FILE *out, double part, double whole)
{
    if (whole > 0) {
        fprintf(out, " %*.2f", RATIO_WIDTH - 1, part / whole);
    } else {
        fprintf(out, " %*s", RATIO_WIDTH - 1, "-");
    }
}

static void put_cycles(FILE *out, double cycles)
{
    char cell[TABLE_CELL];
    table_grouped(cell, (uint64_t)(cycles + 0.5));
    fprintf(out, " %*s", CYCLES_WIDTH - 1, cell);
}

/* How often: bare, and in the VM if that is another number. */
static void put_calls(FILE *out, const struct line *line)
{
    char bare[TABLE_CELL];
    char vm[TABLE_CELL];
    char both[2 * TABLE_CELL + 4];
    table_grouped(bare, line->bare.count);
    table_grouped(vm, line->vm.count);
    snprintf(both, sizeof both, line->bare.count == line->vm.count ? "%s" : "%s / %s", bare, vm);
    fprintf(out, " %*s", CALLS_WIDTH - 1, both);
}

static double a_call(const struct service *s)
{
    return s->count ? (double)service_cycles(s) / (double)s->count : 0;
}

double report_service_slowdown(const struct service *bare, const struct service *vm)
{
    return a_call(bare) > 0 ? a_call(vm) / a_call(bare) : 0;
}

static void put_parts(FILE *out, const struct service *vm, struct scale scale)
{
    uint64_t all = service_cycles(vm);
    for (unsigned part = 0; part < PART_COUNT && all > 0; part++) {
        uint64_t cycles = service_part_cycles(vm, (enum service_part)part);
        put_ratio(out, scale.vm * ((double)cycles / (double)all), scale.bare);
    }
    fputc('\n', out);
}

/* --- lines --- */

static void put_words(FILE *out, const char *calls, const char *share, const char *bare,
                      const char *vm, const char *ratio, const char *const *parts)
{
    fprintf(out, "%*s%*s%*s%*s%*s", LABEL_WIDTH + CALLS_WIDTH, calls, RATIO_WIDTH, share,
            CYCLES_WIDTH, bare, CYCLES_WIDTH, vm, RATIO_WIDTH, ratio);
    for (unsigned part = 0; part < PART_COUNT; part++) {
        fprintf(out, "%*s", RATIO_WIDTH, parts[part]);
    }
    fputc('\n', out);
}

static void put_heading(const char *name, FILE *out)
{
    static const char *const upper[PART_COUNT] = {"guest",  "TLB",    "other", "reflec-",
                                                  "hidden", "device", "first"};
    static const char *const lower[PART_COUNT] = {"itself", "writes", "emul.", "tion",
                                                  "misses", "access", "touch"};
    fprintf(out,
            "\nservices of %s's kernel: cycles of a call; those in the VM in parts, bare = 1.00\n",
            name);
    put_words(out, "calls", "% of", "cycles", "cycles", "in VM", upper);
    put_words(out, "(in VM)", "bare", "bare", "in VM", "/ bare", lower);
}

struct symbol_text report_call_name(const struct image *image, const struct service *s)
{
    const char *name = s->kind == SERVICE_CALL ? image_number(image, CALL_NAMES, s->number) : NULL;
    return name ? symbol_name(&(struct symbol){.name = name}) : (struct symbol_text){""};
}

static void put_label(FILE *out, const struct image *image, const struct service *s)
{
    char text[2 * SYMBOL_NAME_SIZE];
    struct symbol_text call = report_call_name(image, s);
    if (call.text[0]) {
        snprintf(text, sizeof text, "system call %s", call.text);
    } else if (s->kind == SERVICE_CALL) {
        snprintf(text, sizeof text, "system call %u", s->number);
    } else if (s->kind == SERVICE_OTHER) {
        snprintf(text, sizeof text, "others");
    } else {
        bool interrupt = s->kind == SERVICE_INTERRUPT;
        snprintf(text, sizeof text, "%s",
                 cause_text(s->number | (interrupt ? MCAUSE_INTERRUPT : 0)));
    }
    fprintf(out, "  %-*.*s", LABEL_WIDTH - 2, LABEL_WIDTH - 2, text);
}

/* From the cycles on; `all` is what the share is of. */
static void put_times(FILE *out, const struct line *line, struct scale scale, double all)
{
    put_ratio(out, 100 * (double)service_cycles(&line->bare), all);
    put_cycles(out, scale.bare);
    put_cycles(out, scale.vm);
    put_ratio(out, scale.vm, scale.bare);
    put_parts(out, &line->vm, scale);
}

static void put_service(FILE *out, const struct image *image, const struct line *line, double all)
{
    struct scale scale = {a_call(&line->bare), a_call(&line->vm)};
    put_label(out, image, &line->bare);
    put_calls(out, line);
    put_times(out, line, scale, all);
}

/* A line about all of something: its cycles are not a call's. */
static void put_whole(FILE *out, const char *label, const struct line *line, double all)
{
    struct scale scale = {(double)service_cycles(&line->bare), (double)service_cycles(&line->vm)};
    fprintf(out, "  %-*s", LABEL_WIDTH - 2, label);
    if (line->bare.count > 0 || line->vm.count > 0) {
        put_calls(out, line);
    } else {
        fprintf(out, "%*s", CALLS_WIDTH, "");
    }
    put_times(out, line, scale, all);
}

static void put_sum(FILE *out, const char *label, uint64_t bare, uint64_t vm)
{
    fprintf(out, "  %-*s%*s", LABEL_WIDTH - 2, label, CALLS_WIDTH + RATIO_WIDTH, "");
    put_cycles(out, (double)bare);
    put_cycles(out, (double)vm);
    put_ratio(out, (double)vm, (double)bare);
    fputc('\n', out);
}

/* What remains are the monitor's own interrupts, machine switches, the VM's end. */
static void put_sums(const struct report *r, unsigned i, const struct line *services, FILE *out)
{
    const struct party *vm = session_party(r->session, i);
    const struct line rest = {outside(&r->bare[i].services), outside(&vm->services)};
    uint64_t all = party_busy_cycles(vm);
    put_whole(out, "services", services, (double)service_cycles(&services->bare));
    put_whole(out, "user mode, and the start", &rest, 0);
    put_sum(out, "turns, monitor's interrupts", 0,
            all - service_cycles(&services->vm) - service_cycles(&rest.vm));
    put_sum(out, "together", r->bare[i].busy_cycles, all);
}

static void put_table(const struct report *r, unsigned i, const struct line *lines, size_t n,
                      FILE *out)
{
    const struct guest *guest = &r->session->guests[i];
    struct line sum = {.bare.count = 0};
    for (size_t k = 0; k < n; k++) {
        add(&sum.bare, &lines[k].bare);
        add(&sum.vm, &lines[k].vm);
    }
    put_heading(guest_path(guest), out);
    for (size_t k = 0; k < n; k++) {
        put_service(out, &guest->image, &lines[k], (double)service_cycles(&sum.bare));
    }
    put_sums(r, i, &sum, out);
}

void report_services(const struct report *r, unsigned i, FILE *out)
{
    const struct services *bare = &r->bare[i].services;
    const struct services *vm = &session_party(r->session, i)->services;
    if (!r->bare[i].ran || (bare->count == 0 && vm->count == 0)) {
        return;
    }
    struct line *lines = xmalloc(2 * SERVICES_MAX * sizeof *lines);
    put_table(r, i, lines, make_lines(lines, bare, vm), out);
    free(lines);
}
