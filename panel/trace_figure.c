/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table in a terminal's width, or in Markdown. */
#include <inttypes.h>
#include <string.h>

#include "trace_episode.h"

enum { PAGE = 80, NUMBER = 4, TIME = 9, GAP = 2, LINE_MOST = 128 };

static unsigned columns_of(const struct figure *f)
{
    unsigned n = 0;
    for (unsigned i = 0; i < ACTORS; i++) {
        n += f->columns >> i & 1;
    }
    return n;
}

/* The bytes of the next line of a cell, at most `width`: up to a space, or where a word has to be
 * broken. */
static int next_line(const char *text, int width)
{
    int n = 0;
    int space = 0;
    while (text[n] != '\0' && text[n] != '\n' && n < width) {
        space = text[n] == ' ' ? n : space;
        n++;
    }
    bool whole = text[n] == '\0' || text[n] == '\n' || text[n] == ' ';
    return whole || space == 0 ? n : space;
}

/* What stands before a row's cells: of the line of heads, row is null. */
struct margin {
    char number[16], time[32];
};

static struct margin margin_of(const struct figure *f, const struct figure_row *row,
                               unsigned number)
{
    struct margin m = {"", "Cycle"};
    if (row) {
        bool before = row->cycle < f->origin;
        uint64_t distance = before ? f->origin - row->cycle : row->cycle - f->origin;
        snprintf(m.number, sizeof m.number, "%u", number);
        snprintf(m.time, sizeof m.time, "%s%" PRIu64, before ? "-" : "", distance);
    }
    return m;
}

/* The number and the time in a line of text: its length. */
static size_t put_margin(const struct figure *f, const struct margin *m, char text[LINE_MOST])
{
    size_t length = 0;
    if (f->numbered && *m->number) {
        length = (size_t)snprintf(text, LINE_MOST, "%s.", m->number);
    }
    if (f->timed) {
        int column = f->numbered ? NUMBER : 0;
        length = (size_t)snprintf(text + length, LINE_MOST - length, "%*s",
                                  column + TIME - GAP - (int)length, m->time) +
                 length;
    }
    return length;
}

/* Lines of the cells side by side, until all are at their ends. */
static void put_cells(const struct figure *f, const char *const cells[ACTORS],
                      const struct margin *m, FILE *out)
{
    int margin = (f->numbered ? NUMBER : 0) + (f->timed ? TIME : 0);
    int width = (PAGE - margin - GAP * (int)(columns_of(f) - 1)) / (int)columns_of(f);
    const char *at[ACTORS];
    bool more = true;
    for (unsigned i = 0; i < ACTORS; i++) {
        at[i] = cells[i] ? cells[i] : "";
    }
    for (unsigned line = 0; more; line++) {
        char text[LINE_MOST] = "";
        size_t length = line == 0 ? put_margin(f, m, text) : 0;
        size_t column = (size_t)margin;
        more = false;
        for (unsigned i = 0; i < ACTORS; i++) {
            if (!(f->columns >> i & 1)) {
                continue;
            }
            int n = next_line(at[i], width);
            if (n > 0) {
                memset(text + length, ' ', column > length ? column - length : 0);
                memcpy(text + column, at[i], (size_t)n);
                length = column + (size_t)n;
            }
            at[i] += n;
            at[i] += *at[i] == ' ' || *at[i] == '\n';
            more |= *at[i] != '\0';
            column += (size_t)(width + GAP);
        }
        fprintf(out, "%.*s\n", (int)length, text);
    }
}

static void put_rule(FILE *out)
{
    for (int i = 0; i < PAGE; i++) {
        fputc('-', out);
    }
    fputc('\n', out);
}

static bool is_shown(const struct figure *f, const struct figure_row *row)
{
    for (unsigned i = 0; i < ACTORS; i++) {
        if ((f->columns >> i & 1) && row->cell[i]) {
            return true;
        }
    }
    return false;
}

void figure_text(const struct figure *f, FILE *out)
{
    unsigned number = 0;
    fprintf(out, "%s\n", f->title);
    put_rule(out);
    struct margin heads = margin_of(f, NULL, 0);
    put_cells(f, f->heads, &heads, out);
    put_rule(out);
    for (unsigned i = 0; i < f->count; i++) {
        if (is_shown(f, &f->rows[i])) {
            struct margin m = margin_of(f, &f->rows[i], ++number);
            put_cells(f, (const char *const *)f->rows[i].cell, &m, out);
        }
    }
    put_rule(out);
    if (f->note) {
        fputs(f->note, out);
    }
}

/* A cell in one line of Markdown: what would be markup is not. */
static void put_markdown(const char *text, FILE *out)
{
    bool code = false;
    for (; *text; text++) {
        code ^= *text == '`';
        if (*text == '\n') {
            fputs("<br>", out);
        } else if (*text == '<' && !code) {
            fputs("&lt;", out);
        } else if (*text == '>' && !code) {
            fputs("&gt;", out);
        } else if (strchr("|*[]", *text) || (*text == '_' && !code)) {
            fprintf(out, "\\%c", *text);
        } else {
            fputc(*text, out);
        }
    }
}

static void put_markdown_row(const struct figure *f, const char *const cells[ACTORS],
                             const struct margin *m, FILE *out)
{
    if (f->numbered) {
        fprintf(out, "| %s%s", m->number, *m->number ? " " : "");
    }
    if (f->timed) {
        fprintf(out, "| %s ", m->time);
    }
    for (unsigned i = 0; i < ACTORS; i++) {
        if (f->columns >> i & 1) {
            fputs("| ", out);
            put_markdown(cells[i] ? cells[i] : "", out);
            fputc(' ', out);
        }
    }
    fputs("|\n", out);
}

void figure_markdown(const struct figure *f, FILE *out)
{
    unsigned number = 0;
    put_markdown(f->title, out);
    fputs("\n\n", out);
    struct margin heads = margin_of(f, NULL, 0);
    put_markdown_row(f, f->heads, &heads, out);
    fputs(f->numbered ? "|---" : "", out);
    fputs(f->timed ? "|---:" : "", out);
    for (unsigned i = 0; i < columns_of(f); i++) {
        fputs("|---", out);
    }
    fputs("|\n", out);
    for (unsigned i = 0; i < f->count; i++) {
        if (is_shown(f, &f->rows[i])) {
            struct margin m = margin_of(f, &f->rows[i], ++number);
            put_markdown_row(f, (const char *const *)f->rows[i].cell, &m, out);
        }
    }
    if (f->note) {
        fprintf(out, "\n%s", f->note);
    }
}
