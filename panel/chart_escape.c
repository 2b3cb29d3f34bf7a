/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of any kind, so that they are nothing but text where they are put. */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "chart_write.h"

/* Controls, and marks that reorder the text around them. */
static bool is_shown(uint32_t code)
{
    bool control = code < 0x20 || (code >= 0x7f && code <= 0x9f);
    bool order = (code >= 0x200e && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
                 (code >= 0x2066 && code <= 0x2069);
    return !control && !order && code != 0xfffe && code != 0xffff;
}

char *plain_text(const char *text)
{
    static const char replacement[] = "\xef\xbf\xbd";
    size_t left = strlen(text);
    char *plain = xmalloc(3 * left + 1);
    char *to = plain;
    while (left > 0) {
        uint32_t code = 0;
        size_t n = utf8_step(text, left, &code);
        const char *from = n == 0 ? replacement : is_shown(code) ? text : " ";
        size_t size = n == 0 ? strlen(replacement) : is_shown(code) ? n : 1;
        memcpy(to, from, size);
        to += size;
        text += n > 0 ? n : 1;
        left -= n > 0 ? n : 1;
    }
    *to = '\0';
    return plain;
}

/* What makes a list or a heading of a line that begins with it: "1." "2)" "-" "+" "#" "=". */
static size_t line_mark(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    bool numbered = digits > 0 && digits < 10 && (text[digits] == '.' || text[digits] == ')');
    return numbered ? digits + 1 : strchr("-+#=~:", *text) && *text ? 1 : 0;
}

/* Whether a `_` could begin or end emphasis: within a word it cannot. */
static bool is_emphasis(const char *text, size_t i)
{
    return text[i] == '_' &&
           !(i > 0 && isalnum((unsigned char)text[i - 1]) && isalnum((unsigned char)text[i + 1]));
}

void put_markdown(const char *text, bool *fresh, FILE *out)
{
    text += *fresh ? strspn(text, " ") : 0; /* four of them would be a block of code */
    size_t mark = *fresh ? line_mark(text) : 0;
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (text[i] == '<') {
            fputs("&lt;", out);
        } else if (text[i] == '>') {
            fputs("&gt;", out);
        } else if (text[i] == '&') {
            fputs("&amp;", out);
        } else if (strchr("\\`*[]|~$", text[i]) || i + 1 == mark || is_emphasis(text, i)) {
            fprintf(out, "\\%c", text[i]);
        } else {
            fputc(text[i], out);
        }
        *fresh = false;
    }
}

/* Between more backquotes than there are together in it. */
void put_markdown_code(const char *text, FILE *out)
{
    size_t most = 0;
    for (const char *at = strchr(text, '`'); at; at = strchr(at, '`')) {
        size_t run = strspn(at, "`");
        most = run > most ? run : most;
        at += run;
    }
    const char *space = most > 0 ? " " : "";
    for (size_t i = 0; i <= most; i++) {
        fputc('`', out);
    }
    fputs(space, out);
    fprintf(out, "%s%s", text, space);
    for (size_t i = 0; i <= most; i++) {
        fputc('`', out);
    }
}
