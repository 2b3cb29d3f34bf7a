/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table in a terminal's width, or in Markdown. */
#include <string.h>

#include "trace_episode.h"

enum { PAGE = 80, NUMBER = 4, GAP = 2, LINE_MOST = 128 };

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

/* Lines of the cells side by side, until all are at their ends. */
static void put_cells(const struct figure *f, const char *const cells[ACTORS], unsigned number,
                      FILE *out)
{
    int width =
        (PAGE - (f->numbered ? NUMBER : 0) - GAP * (int)(columns_of(f) - 1)) / (int)columns_of(f);
    const char *at[ACTORS];
    bool more = true;
    for (unsigned i = 0; i < ACTORS; i++) {
        at[i] = cells[i] ? cells[i] : "";
    }
    for (unsigned line = 0; more; line++) {
        char text[LINE_MOST] = "";
        size_t length = 0;
        size_t column = f->numbered ? NUMBER : 0;
        if (line == 0 && number > 0) {
            length = (size_t)snprintf(text, sizeof text, "%u.", number);
        }
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
    put_cells(f, f->heads, 0, out);
    put_rule(out);
    for (unsigned i = 0; i < f->count; i++) {
        if (is_shown(f, &f->rows[i])) {
            number++;
            put_cells(f, (const char *const *)f->rows[i].cell, f->numbered ? number : 0, out);
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
                             unsigned number, FILE *out)
{
    if (f->numbered && number > 0) {
        fprintf(out, "| %u ", number);
    } else if (f->numbered) {
        fputs("| ", out);
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
    put_markdown_row(f, f->heads, 0, out);
    for (unsigned i = 0; i < columns_of(f) + f->numbered; i++) {
        fputs("|---", out);
    }
    fputs("|\n", out);
    for (unsigned i = 0; i < f->count; i++) {
        if (is_shown(f, &f->rows[i])) {
            put_markdown_row(f, (const char *const *)f->rows[i].cell, ++number, out);
        }
    }
    if (f->note) {
        fprintf(out, "\n%s", f->note);
    }
}
