/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A window drawn as text: a row for each entry, a column for each cycle. Time starts anew at the
 * left in each section, so that rows fit on a page; where all stages are held for long, the columns
 * are fewer than the cycles, and say how many those were.
 */
#include <inttypes.h>
#include <string.h>

#include "isa/cause.h"
#include "pipeline.h"

enum {
    PAGE = 100,               /* columns */
    WHAT_WIDTH = 28,          /* of them for the disassembly */
    MARGIN = WHAT_WIDTH + 12, /* where the drawing begins */
    ROWS = 16,                /* of a section, at most */
    POINTS = ROWS * (STAGE_COUNT + 1),
    LONG = 12, /* more cycles than these are shortened */
    NUMBER_SIZE = 32,
    LINE_SIZE = 2048
};

/* Rows, and the cycles in which anything begins in one of them: no more happens in between. */
struct section {
    size_t first;
    unsigned rows, points;
    struct pipeline_times times[ROWS];
    uint64_t point[POINTS];
    unsigned column[POINTS];
};

/* What stands for `held` cycles. */
static int shortened(char text[NUMBER_SIZE], uint64_t held)
{
    return snprintf(text, NUMBER_SIZE, "-~%" PRIu64 "~-", held);
}

/* Columns for some cycles between two points. */
static unsigned width_of(uint64_t cycles)
{
    char text[NUMBER_SIZE];
    return cycles > 1 + LONG ? 1 + (unsigned)shortened(text, cycles - 1) : (unsigned)cycles;
}

static void add_point(struct section *s, uint64_t cycle)
{
    unsigned i = s->points;
    while (i > 0 && s->point[i - 1] > cycle) {
        i--;
    }
    if (i == 0 || s->point[i - 1] != cycle) {
        memmove(&s->point[i + 1], &s->point[i], (s->points - i) * sizeof s->point[0]);
        s->point[i] = cycle;
        s->points++;
    }
}

static void add_row(struct section *s, const struct pipeline_times *t)
{
    s->times[s->rows++] = *t;
    for (int i = 0; i <= STAGE_COUNT; i++) {
        add_point(s, t->at[i]);
    }
    for (unsigned i = 1; i < s->points; i++) {
        s->column[i] = s->column[i - 1] + width_of(s->point[i] - s->point[i - 1]);
    }
}

/* Whether the section can take a row more. A long time without anything ends it. */
static bool takes(const struct section *s, const struct pipeline_times *t)
{
    if (s->rows == 0) {
        return true;
    }
    uint64_t left = s->times[s->rows - 1].at[STAGE_COUNT];
    bool gap = t->at[STAGE_F] > left && t->at[STAGE_F] - left > LONG;
    if (s->rows == ROWS || gap) {
        return false;
    }
    struct section with = *s;
    add_row(&with, t);
    return MARGIN + with.column[with.points - 1] <= PAGE;
}

/* --- a line --- */

struct line {
    char text[LINE_SIZE];
    size_t length;
};

/* `text` from a column on; a line that would become absurdly long is cut. */
static void put_at(struct line *l, size_t column, const char *text)
{
    size_t n = strlen(text);
    if (column + n < LINE_SIZE) {
        memset(l->text + l->length, ' ', column > l->length ? column - l->length : 0);
        memcpy(l->text + column, text, n);
        l->length = column + n > l->length ? column + n : l->length;
    }
}

static void put_line(const struct line *l, FILE *out)
{
    fprintf(out, "%.*s\n", (int)l->length, l->text);
}

static void put_number(struct line *l, size_t column, uint64_t cycle)
{
    char number[NUMBER_SIZE];
    int n = snprintf(number, sizeof number, "%" PRIu64, cycle);
    if (column > l->length && column + (size_t)n <= PAGE) {
        put_at(l, column, number);
    }
}

/* The cycles of some columns: of the first, of those after a shortened stretch, each tenth. */
static void put_header(const struct section *s, FILE *out)
{
    struct line l = {.length = 0};
    bool told = true; /* the cycle at a point is to be told */
    put_at(&l, 0, "cycle");
    for (unsigned i = 0; i + 1 < s->points; i++) {
        uint64_t cycles = s->point[i + 1] - s->point[i];
        bool shortens = cycles > 1 + LONG;
        for (uint64_t c = 0; c < (shortens ? 1 : cycles); c++) {
            if ((told && c == 0) || (s->point[i] + c) % 10 == 0) {
                put_number(&l, MARGIN + s->column[i] + (size_t)c, s->point[i] + c);
            }
        }
        told = shortens;
    }
    put_line(&l, out);
}

/* What is held from one point to the next, from its second cycle on. */
static void put_held(struct line *l, size_t column, uint64_t held)
{
    char text[NUMBER_SIZE];
    if (held > LONG) {
        shortened(text, held);
    } else {
        memset(text, '-', held);
        text[held] = '\0';
    }
    put_at(l, column, text);
}

static void put_stages(struct line *l, const struct section *s, const struct pipeline_times *t)
{
    int stage = 0;
    for (unsigned i = 0; i + 1 < s->points && s->point[i] < t->at[STAGE_COUNT]; i++) {
        if (s->point[i] < t->at[STAGE_F]) {
            continue;
        }
        bool enters = s->point[i] == t->at[stage];
        const char letter[] = {enters ? "FDXMW"[stage] : '-', '\0'};
        put_at(l, MARGIN + s->column[i], letter);
        put_held(l, MARGIN + s->column[i] + 1, s->point[i + 1] - s->point[i] - 1);
        stage += enters;
    }
}

/* --- rows --- */

/* Symbol that an entry is in, without how far: " <main>", or nothing. */
static struct symbol_text place_of(const struct pipeline *p, const struct pipeline_entry *e)
{
    struct symbol_text place = pipeline_where(p, e);
    char *offset = strstr(place.text, "+0x");
    if (offset) {
        memcpy(offset, ">", 2);
    }
    return place;
}

/* Who runs, and in which function: said where it changes. */
static void put_place(const struct pipeline *p, size_t i, FILE *out)
{
    const struct pipeline_entry *e = &p->entries[i];
    const struct pipeline_entry *before = i > 0 ? e - 1 : NULL;
    struct symbol_text place = place_of(p, e);
    bool moved = !before || strcmp(place.text, place_of(p, before).text) != 0;
    if (!before || e->layer != before->layer || e->mode != before->mode) {
        fprintf(out, "%s%s:\n", pipeline_who(p, e).text, place.text);
    } else if (moved && *place.text) {
        fprintf(out, "%s:\n", place.text + 1);
    }
}

static void put_row(const struct pipeline *p, const struct section *s, unsigned row, FILE *out)
{
    const struct pipeline_entry *e = &p->entries[s->first + row];
    struct line l = {.length = 0};
    char left[MARGIN + 1];
    struct pipeline_text what = pipeline_what(p, e);
    if (strlen(what.text) > WHAT_WIDTH) {
        what.text[strcspn(what.text, "<")] = '\0'; /* rather no symbol than half of one */
    }
    snprintf(left, sizeof left, "%08x  %.*s", e->pc, WHAT_WIDTH, what.text);
    put_at(&l, 0, left);
    put_stages(&l, s, &s->times[row]);
    put_place(p, s->first + row, out);
    put_line(&l, out);
    if (e->kind == PIPELINE_EXCEPTION) {
        fprintf(out, "%10s%s\n", "", cause_text(e->cause));
    }
    if (e->idle) {
        fprintf(out, "%10sidle for %" PRIu64 " cycles\n", "", e->idle);
    }
}

static void put_section(const struct pipeline *p, const struct section *s, FILE *out)
{
    if (s->first > 0) {
        fputc('\n', out);
    }
    put_header(s, out);
    for (unsigned i = 0; i < s->rows; i++) {
        put_row(p, s, i, out);
    }
}

/* --- the sum --- */

static void put_count(FILE *out, const char *joint, uint64_t n, const char *what)
{
    fprintf(out, "%s%" PRIu64 " %s%s", joint, n, what, n == 1 ? "" : "s");
}

static void put_sum(const struct pipeline *p, FILE *out)
{
    uint64_t kinds[PIPELINE_INTERRUPT + 1] = {0};
    uint64_t stalls[STALL_COUNT] = {0};
    uint64_t stalled = 0, idle = 0;
    for (size_t i = 0; i < p->count; i++) {
        const struct pipeline_entry *e = &p->entries[i];
        kinds[e->kind]++;
        idle += e->idle;
        for (int s = 0; s < STALL_COUNT; s++) {
            stalls[s] += e->stalls[s];
            stalled += e->stalls[s];
        }
    }
    put_count(out, "\n", kinds[PIPELINE_INSTRUCTION] + stalled + idle, "cycle");
    put_count(out, ": ", kinds[PIPELINE_INSTRUCTION], "instruction");
    put_count(out, ", ", stalled, "stall");
    fprintf(out, ", %" PRIu64 " idle", idle);
    put_count(out, "; ", kinds[PIPELINE_EXCEPTION], "exception");
    put_count(out, ", ", kinds[PIPELINE_INTERRUPT], "interrupt");
    const char *joint = "\nstalls: ";
    for (int s = 0; s < STALL_COUNT; s++) {
        if (stalls[s]) {
            fprintf(out, "%s%s %" PRIu64, joint, stall_names[s], stalls[s]);
            joint = ", ";
        }
    }
    fputc('\n', out);
}

void pipeline_draw(const struct pipeline *p, FILE *out)
{
    struct pipeline_walk walk = pipeline_walk(p);
    struct section s = {.first = 0};
    struct pipeline_times t;
    fputs("\nF D X M W: the first cycle in IF, ID, EX, MEM, WB; -: held there; "
          "-~20~-: held for 20 cycles\n\n",
          out);
    for (size_t i = 0; pipeline_next(&walk, &t); i++) {
        if (!takes(&s, &t)) {
            put_section(p, &s, out);
            s = (struct section){.first = i};
        }
        add_row(&s, &t);
    }
    put_section(p, &s, out);
    put_sum(p, out);
}
