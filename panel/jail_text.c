/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tools said, made fit to be shown: bounded, of this box and of this host without a trace.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jail_parts.h"

void jail_text_add(struct jail_text *t, const char *bytes, size_t size)
{
    size_t room = t->most - t->size;
    t->cut = t->cut || size > room;
    size = size > room ? room : size;
    t->text = xrealloc(t->text, t->size + size + 1);
    memcpy(t->text + t->size, bytes, size);
    t->size += size;
    t->text[t->size] = '\0';
}

void jail_text_say(struct jail_text *t, const char *line)
{
    jail_text_add(t, line, strlen(line));
    jail_text_add(t, "\n", 1);
}

void jail_text_free(struct jail_text *t)
{
    free(t->text);
    *t = (struct jail_text){.most = t->most};
}

bool jail_text_has(const struct jail_text *t, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t n = strlen(words[i]);
        for (size_t at = 0; at + n <= t->size; at++) {
            if (memcmp(t->text + at, words[i], n) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* One character; what is none, and what would move a terminal's cursor, as \xNN. */
static size_t show_character(struct jail_text *out, const char *s, size_t left)
{
    uint32_t code;
    size_t n = utf8_step(s, left, &code);
    if (n != 0 && (code == '\t' || utf8_printable(code))) {
        jail_text_add(out, s, n);
        return n;
    }
    char escape[5];
    snprintf(escape, sizeof escape, "\\x%02x", (unsigned)(unsigned char)*s);
    jail_text_add(out, escape, 4);
    return 1;
}

static size_t prefix(const char *s, size_t left, const char *what)
{
    size_t n = strlen(what);
    return left >= n && memcmp(s, what, n) == 0 ? n : 0;
}

/* What stands before a name of ours, where a word begins: the box, and the folder of what is made.
 */
static size_t own_prefix(const char *s, size_t left, const struct jail *j)
{
    size_t n = prefix(s, left, j->folder);
    n += n != 0 ? prefix(s + n, left - n, "/") : 0;
    for (size_t more = 1; more != 0; n += more) {
        more = prefix(s + n, left - n, "./");
    }
    return n + prefix(s + n, left - n, JAIL_MADE "/");
}

/* The program's own name, which has a path of this host: "/.../bin/ld: " in front of a line. */
static size_t program_name(const char *s, size_t left)
{
    const char *end = memchr(s, ':', left);
    return left != 0 && *s == '/' && end != NULL && (size_t)(end - s) + 1 < left && end[1] == ' '
               ? (size_t)(end - s) + 2
               : 0;
}

static bool is_idle_talk(const char *s, size_t n)
{
    static const char talk[] = "collect2: ";
    return n >= sizeof talk - 1 && memcmp(s, talk, sizeof talk - 1) == 0;
}

static void show_line(struct jail_text *out, const char *s, size_t n, const struct jail *j)
{
    if (is_idle_talk(s, n)) {
        return;
    }
    bool word = true;
    for (size_t at = program_name(s, n); at < n;) {
        at += word ? own_prefix(s + at, n - at, j) : 0;
        word = at < n && strchr(" :`'\"", s[at]) != NULL;
        at += at < n ? show_character(out, s + at, n - at) : 0;
    }
    jail_text_add(out, "\n", 1);
}

void jail_text_show(struct jail_text *out, const struct jail_text *said, const struct jail *j)
{
    for (size_t at = 0; at < said->size && !out->cut;) {
        const char *line = said->text + at;
        const char *end = memchr(line, '\n', said->size - at);
        size_t n = end != NULL ? (size_t)(end - line) : said->size - at;
        show_line(out, line, n, j);
        at += n + 1;
    }
    out->cut = out->cut || said->cut;
}
