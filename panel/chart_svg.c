/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "chart_plot.h"
#include "chart_write.h"

/* All of a file, in new memory. */
static char *read_all(FILE *file)
{
    size_t size = 0;
    size_t room = 1 << 16;
    char *text = xmalloc(room);
    rewind(file);
    for (size_t n = 1; n > 0; size += n) {
        if (room - size < 2) {
            room *= 2;
            text = xrealloc(text, room);
        }
        n = fread(text + size, 1, room - size - 1, file);
    }
    text[size] = '\0';
    return text;
}

/* What an identifier stands behind, wherever it is meant or given. */
static size_t before_identifier(const char *at)
{
    static const char *const marks[] = {"id=\"", "id='", "href=\"#", "href='#", "url(#"};
    for (unsigned i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (strncmp(at, marks[i], strlen(marks[i])) == 0) {
            return strlen(marks[i]);
        }
    }
    return 0;
}

/* Markup up to the end of its tag, its identifiers with the prefix. */
static const char *put_tag(const char *at, const char *prefix, FILE *out)
{
    while (*at && *at != '>') {
        size_t n = before_identifier(at);
        fprintf(out, "%.*s%s", n ? (int)n : 1, at, n ? prefix : "");
        at += n ? n : 1;
    }
    return at;
}

bool chart_svg_inline(FILE *svg, const char *prefix, const char *title, FILE *out)
{
    char *text = read_all(svg);
    const char *at = strstr(text, "<svg");
    bool found = at && strstr(at, "</svg>");
    if (found) {
        char *plain = plain_text(title);
        at = put_tag(at, prefix, out);
        fputs(" role=\"img\">\n<title>", out);
        put_html(plain, out);
        fputs("</title>", out);
        at += *at == '>';
        free(plain);
    }
    while (found && *at) {
        if (strncmp(at, "<title>", 7) == 0 || strncmp(at, "<desc>", 6) == 0) {
            const char *end = strstr(at, at[1] == 't' ? "</title>" : "</desc>");
            at = end ? strchr(end, '>') + 1 : at + strlen(at);
        } else if (*at == '<') {
            at = put_tag(at, prefix, out);
        } else {
            fputc(*at++, out);
        }
    }
    free(text);
    return found;
}
