/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A report on paper: the same headings, paragraphs, lists, tables and pictures as Markdown and as
 * HTML, at once. Every text that comes from outside is text here and nothing else: what would be
 * markup is escaped, what is no character is replaced. chart_write.c has the parts of a page,
 * chart_escape.c its letters, chart_style.c its looks.
 */
#ifndef PANEL_CHART_WRITE_H
#define PANEL_CHART_WRITE_H

#include <stdbool.h>
#include <stdio.h>

#include "diag.h"
#include "html.h"

struct paper {
    FILE *md, *html;
    bool fresh; /* in Markdown, a line begins */
};

/* The page's frame, with its title as the first heading. */
void paper_begin(struct paper *p, const char *title);
void paper_end(struct paper *p);

/* A heading of level 2 or 3; in HTML all up to the next of the same level is a section. */
void paper_heading(struct paper *p, int level, const char *text);

/* Prose: paragraphs with empty lines between them, in which `code` is code. `kind` is its class in
 * HTML, or null. */
void paper_prose(struct paper *p, const char *kind, const char *text);

/* A paragraph, or an item of a list, is begun, filled with pieces, and ended. */
enum paper_block { PAPER_PARAGRAPH, PAPER_ITEM };
void paper_open(struct paper *p, enum paper_block block, const char *kind);
void paper_close(struct paper *p, enum paper_block block);
void paper_list(struct paper *p, bool begin);
DIAG_FORMAT(2, 3) void paper_say(struct paper *p, const char *format, ...);
void paper_text(struct paper *p, const char *line); /* prose, in which `code` is code */
void paper_strong(struct paper *p, const char *text);
void paper_code(struct paper *p, const char *text);

/* Lines as they are, in letters of one width. */
void paper_block(struct paper *p, const char *text);

/* A table of texts, row by row; which columns are numbers, and which rows stand out. */
struct paper_table {
    const char *caption;
    unsigned columns, rows;
    char **heads;
    char **cells;
    const bool *right;  /* by column */
    const bool *marked; /* by row, or null */
};
void paper_table(struct paper *p, const struct paper_table *t);

/* A picture: in Markdown a link to a file, in HTML the SVG itself, which is written between. */
void paper_picture(struct paper *p, const char *path, const char *title);
void paper_picture_end(struct paper *p);

/* A figure that is there as Markdown, as trace_figure.c writes it: text and tables. */
void paper_figure(struct paper *p, const char *markdown);

/* --- chart_escape.c --- */

/* As text of Markdown within a paragraph, whose line is at its beginning if `fresh`; as `code`. */
void put_markdown(const char *text, bool *fresh, FILE *out);
void put_markdown_code(const char *text, FILE *out);

/* A text of which each character can be shown in one line. In new memory. */
char *plain_text(const char *text);

/* --- chart_style.c --- */

extern const char paper_style[];

#endif
