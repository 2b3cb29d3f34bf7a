/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Typing at the guests' consoles, from the front panel. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "repl.h"

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at = c != '\0' ? strchr(digits, tolower((unsigned char)c)) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* The byte that an escape stands for; *at is behind the backslash, and is moved on. */
static bool unescape(struct repl *r, const char **at, char *byte)
{
    static const char names[] = "nrte\\\"";
    static const char bytes[] = "\n\r\t\033\\\"";
    const char *s = *at;
    const char *known = *s != '\0' ? strchr(names, *s) : NULL;
    if (known) {
        *byte = bytes[known - names];
        *at = s + 1;
        return true;
    }
    int high = *s == 'x' ? hex_digit(s[1]) : -1;
    int low = high >= 0 ? hex_digit(s[2]) : -1;
    if (low < 0) {
        return repl_error(r, "`\\%s`: expected \\n \\r \\t \\e \\\\ \\\" or \\xNN",
                          excerpt(s).text);
    }
    *byte = (char)(16 * high + low);
    *at = s + 3;
    return true;
}

uint8_t *repl_unescape(struct repl *r, const char *text, size_t *count)
{
    uint8_t *bytes = xmalloc(strlen(text) + 1);
    *count = 0;
    for (const char *at = text; *at != '\0';) {
        char byte = *at++;
        if (byte == '\\' && !unescape(r, &at, &byte)) {
            free(bytes);
            return NULL;
        }
        bytes[(*count)++] = (uint8_t)byte;
    }
    return bytes;
}

bool repl_input(struct repl *r, char *args)
{
    struct session *s = &r->debugger->session;
    unsigned layer = r->selected != LAYER_NONE ? r->selected : s->ledger.current;
    size_t count;
    if (*args == '\0') {
        return repl_error(r, "expected the text to type");
    }
    uint8_t *bytes = repl_unescape(r, args, &count);
    if (bytes) {
        layer = layer != LAYER_MONITOR ? layer : 1;
        debug_type(r->debugger, layer - 1, bytes, count);
    }
    free(bytes);
    return bytes != NULL;
}

bool repl_select(struct repl *r, char *args)
{
    const char *word = repl_word(&args);
    if (!repl_no_more(r, args)) {
        return false;
    }
    unsigned layer = LAYER_NONE;
    bool ok = !word || repl_vm(r, word, &layer);
    r->selected = ok ? layer : r->selected;
    return ok;
}
