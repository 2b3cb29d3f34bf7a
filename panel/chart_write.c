/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart_write.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* --- pieces --- */

static void put_text(struct paper *p, const char *text)
{
    char *plain = plain_text(text);
    put_html(plain, p->html);
    put_markdown(plain, &p->fresh, p->md);
    free(plain);
}

void paper_say(struct paper *p, const char *format, ...)
{
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    va_list args;
    va_start(args, format);
    if (f) {
        vfprintf(f, format, args);
        fclose(f);
        put_text(p, text);
        free(text);
    }
    va_end(args);
}

void paper_strong(struct paper *p, const char *text)
{
    fputs("<strong>", p->html);
    fputs("**", p->md);
    p->fresh = false;
    put_text(p, text);
    fputs("</strong>", p->html);
    fputs("**", p->md);
}

void paper_code(struct paper *p, const char *text)
{
    char *plain = plain_text(text);
    if (*plain) {
        fputs("<code>", p->html);
        put_html(plain, p->html);
        fputs("</code>", p->html);
        put_markdown_code(plain, p->md);
        p->fresh = false;
    }
    free(plain);
}

/* --- blocks --- */

void paper_open(struct paper *p, enum paper_block block, const char *kind)
{
    const char *tag = block == PAPER_ITEM ? "li" : "p";
    if (kind) {
        fprintf(p->html, "<%s class=\"%s\">", tag, kind);
    } else {
        fprintf(p->html, "<%s>", tag);
    }
    fputs(block == PAPER_ITEM ? "- " : "", p->md);
    p->fresh = true;
}

void paper_close(struct paper *p, enum paper_block block)
{
    fputs(block == PAPER_ITEM ? "</li>\n" : "</p>\n", p->html);
    fputs(block == PAPER_ITEM ? "\n" : "\n\n", p->md);
    p->fresh = true;
}

void paper_list(struct paper *p, bool begin)
{
    fputs(begin ? "<ul>\n" : "</ul>\n", p->html);
    fputs(begin ? "" : "\n", p->md);
}

void paper_text(struct paper *p, const char *line)
{
    while (*line) {
        const char *from = strchr(line, '`');
        const char *to = from ? strchr(from + 1, '`') : NULL;
        size_t plain = to && to > from + 1 ? (size_t)(from - line) : strlen(line);
        char *text = xformat("%.*s", (int)plain, line);
        put_text(p, text);
        free(text);
        line += plain;
        if (*line) {
            char *code = xformat("%.*s", (int)(to - from - 1), from + 1);
            paper_code(p, code);
            free(code);
            line = to + 1;
        }
    }
}

static bool is_blank(const char *line, size_t length)
{
    return strspn(line, " \t\r") >= length;
}

/* A paragraph of lines, which may be broken where they are. */
static const char *put_paragraph(struct paper *p, const char *kind, const char *text)
{
    paper_open(p, PAPER_PARAGRAPH, kind);
    for (bool first = true; *text; first = false) {
        size_t length = strcspn(text, "\n");
        if (is_blank(text, length)) {
            break;
        }
        if (!first) {
            fputc('\n', p->md);
            fputc('\n', p->html);
            p->fresh = true;
        }
        char *line = xformat("%.*s", (int)length, text);
        paper_text(p, line);
        free(line);
        text += length + (text[length] == '\n');
    }
    paper_close(p, PAPER_PARAGRAPH);
    return text;
}

void paper_prose(struct paper *p, const char *kind, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        if (is_blank(text, length)) {
            text += length + (text[length] == '\n');
        } else {
            text = put_paragraph(p, kind, text);
        }
    }
}

/* A fence is longer than any that is within. */
static void put_fence(const char *text, FILE *out)
{
    size_t length = 3;
    for (const char *at = strstr(text, "```"); at; at = strstr(at, "```")) {
        size_t run = strspn(at, "`");
        length = run >= length ? run + 1 : length;
        at += run;
    }
    for (size_t i = 0; i < length; i++) {
        fputc('`', out);
    }
    fputc('\n', out);
}

void paper_block(struct paper *p, const char *text)
{
    fputs("<pre>", p->html);
    put_fence(text, p->md);
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, "\n");
        char *line = xformat("%.*s", (int)length, at);
        char *plain = plain_text(line);
        put_html(plain, p->html);
        fputc('\n', p->html);
        fprintf(p->md, "%s\n", plain);
        free(plain);
        free(line);
        at += length + (at[length] == '\n');
    }
    fputs("</pre>\n", p->html);
    put_fence(text, p->md);
    fputc('\n', p->md);
}

void paper_heading(struct paper *p, int level, const char *text)
{
    fprintf(p->html, "<h%d>", level);
    fprintf(p->md, "%.*s ", level, "######");
    p->fresh = true;
    put_text(p, text);
    fprintf(p->html, "</h%d>\n", level);
    fputs("\n\n", p->md);
}

/* --- tables --- */

/* Long names may be parted where they have a dot or an underscore. */
static void put_html_name(const char *plain, FILE *out)
{
    while (*plain) {
        size_t n = strcspn(plain, "._");
        n += plain[n] != '\0';
        char *part = xformat("%.*s", (int)n, plain);
        put_html(part, out);
        free(part);
        plain += n;
        fputs(*plain ? "<wbr/>" : "", out);
    }
}

static void put_row(struct paper *p, const struct paper_table *t, char **cells, const char *tag,
                    bool marked)
{
    fputs(marked ? "<tr class=\"marked\">" : "<tr>", p->html);
    for (unsigned c = 0; c < t->columns; c++) {
        char *plain = plain_text(cells[c] ? cells[c] : "");
        bool fresh = false;
        fprintf(p->html, "<%s%s>", tag, t->right[c] ? " class=\"number\"" : "");
        if (cells == t->heads) {
            put_html_name(plain, p->html);
        } else {
            put_html(plain, p->html);
        }
        fprintf(p->html, "</%s>", tag);
        fputs(c == 0 ? "| " : " | ", p->md);
        fputs(marked && *plain ? "**" : "", p->md);
        put_markdown(plain, &fresh, p->md);
        fputs(marked && *plain ? "**" : "", p->md);
        free(plain);
    }
    fputs("</tr>\n", p->html);
    fputs(" |\n", p->md);
}

void paper_table(struct paper *p, const struct paper_table *t)
{
    fputs("<div class=\"wide\"><table>\n", p->html);
    if (t->caption) {
        fputs("<caption>", p->html);
        char *plain = plain_text(t->caption);
        put_html(plain, p->html);
        p->fresh = true;
        put_markdown(plain, &p->fresh, p->md);
        fputs("\n\n", p->md);
        free(plain);
        fputs("</caption>\n", p->html);
    }
    fputs("<thead>\n", p->html);
    put_row(p, t, t->heads, "th", false);
    fputs("</thead>\n<tbody>\n", p->html);
    for (unsigned c = 0; c < t->columns; c++) {
        fputs(t->right[c] ? "|---:" : "|---", p->md);
    }
    fputs("|\n", p->md);
    for (unsigned r = 0; r < t->rows; r++) {
        put_row(p, t, t->cells + (size_t)r * t->columns, "td", t->marked && t->marked[r]);
    }
    fputs("</tbody>\n</table></div>\n", p->html);
    fputc('\n', p->md);
}

/* --- pictures --- */

void paper_picture(struct paper *p, const char *path, const char *title)
{
    char *plain = plain_text(title);
    bool fresh = false;
    fputs("![", p->md);
    put_markdown(plain, &fresh, p->md);
    fprintf(p->md, "](%s)\n\n", path);
    fprintf(p->html, "<figure class=\"plot\" data-file=\"%s\">\n", path);
    free(plain);
}

void paper_picture_end(struct paper *p)
{
    fputs("</figure>\n", p->html);
}

/* --- the page --- */

void paper_begin(struct paper *p, const char *title)
{
    char *plain = plain_text(title);
    fputs("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n"
          "<meta charset=\"utf-8\"/>\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>",
          p->html);
    put_html(plain, p->html);
    fprintf(p->html, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n<h1>", paper_style);
    put_html(plain, p->html);
    fputs("</h1>\n", p->html);
    fputs("# ", p->md);
    p->fresh = true;
    put_markdown(plain, &p->fresh, p->md);
    fputs("\n\n", p->md);
    free(plain);
}

void paper_end(struct paper *p)
{
    fputs("</main>\n</body>\n</html>\n", p->html);
}
