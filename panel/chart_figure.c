/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figures come as Markdown, of the little that trace_figure.c uses: lines of text, and tables with
 * code, line breaks, escaped characters and three entities in their cells. Anything else is text.
 */
#include <stdlib.h>
#include <string.h>

#include "chart_write.h"

/* One character, or an entity, or what `\` protects: what follows it. */
static const char *put_piece(const char *at, bool code, FILE *out)
{
    static const char *const entities[] = {"&lt;", "&gt;", "&amp;"};
    char one[] = {*at, '\0'};
    for (unsigned i = 0; i < 3 && !code; i++) {
        if (strncmp(at, entities[i], strlen(entities[i])) == 0) {
            fputs(entities[i], out);
            return at + strlen(entities[i]);
        }
    }
    if (*at == '\\' && at[1] && strchr("|*[]_\\", at[1])) {
        one[0] = *++at;
    }
    put_html(one, out);
    return at + 1;
}

/* `text` up to `end`, as HTML. */
static void put_inline(const char *text, const char *end, FILE *out)
{
    bool code = false;
    while (text < end) {
        if (strncmp(text, "<br>", 4) == 0) {
            fputs("<br/>", out);
            text += 4;
        } else if (*text == '`') {
            fputs(code ? "</code>" : "<code>", out);
            code = !code;
            text++;
        } else {
            text = put_piece(text, code, out);
        }
    }
    fputs(code ? "</code>" : "", out);
}

/* The end of a cell: the next | that is not protected. */
static const char *cell_end(const char *at)
{
    while (*at && *at != '|') {
        at += *at == '\\' && at[1] ? 2 : 1;
    }
    return at;
}

static void put_cells(const char *line, const char *tag, FILE *out)
{
    fputs("<tr>", out);
    for (const char *at = line + 1; *at;) {
        const char *end = cell_end(at);
        const char *last = end;
        at += strspn(at, " ");
        while (last > at && last[-1] == ' ') {
            last--;
        }
        fprintf(out, "<%s>", tag);
        put_inline(at, last > at ? last : at, out);
        fprintf(out, "</%s>", tag);
        at = *end ? end + 1 : end;
    }
    fputs("</tr>\n", out);
}

struct lines {
    unsigned rows; /* of the table that is open, its heads included; 0: none is */
};

static void put_line(struct lines *l, const char *line, FILE *out)
{
    if (*line == '|') {
        fputs(l->rows == 0   ? "<div class=\"wide\"><table class=\"flow\">\n<thead>\n"
              : l->rows == 2 ? "</thead>\n<tbody>\n"
                             : "",
              out);
        if (l->rows != 1) { /* which is the rule below the heads */
            put_cells(line, l->rows == 0 ? "th" : "td", out);
        }
        l->rows++;
        return;
    }
    fputs(l->rows > 2   ? "</tbody>\n</table></div>\n"
          : l->rows > 0 ? "</thead>\n</table></div>\n"
                        : "",
          out);
    l->rows = 0;
    if (*line) {
        fputs("<p class=\"remark\">", out);
        put_inline(line, line + strlen(line), out);
        fputs("</p>\n", out);
    }
}

void paper_figure(struct paper *p, const char *markdown)
{
    struct lines l = {0};
    while (*markdown) {
        size_t length = strcspn(markdown, "\n");
        char *line = xformat("%.*s", (int)length, markdown);
        char *plain = plain_text(line);
        put_line(&l, plain, p->html);
        fprintf(p->md, "%s\n", plain);
        free(plain);
        free(line);
        markdown += length + (markdown[length] == '\n');
    }
    put_line(&l, "", p->html);
    fputc('\n', p->md);
}
