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

bool repl_input(struct repl *r, char *args)
{
    struct session *s = &r->debugger->session;
    unsigned layer = r->selected != LAYER_NONE ? r->selected : s->ledger.current;
    char *bytes = xmalloc(strlen(args) + 1);
    size_t count = 0;
    bool ok = *args != '\0' || repl_error(r, "expected the text to type");
    for (const char *at = args; *at != '\0' && ok;) {
        char byte = *at++;
        ok = byte != '\\' || unescape(r, &at, &byte);
        bytes[count++] = byte;
    }
    if (ok) {
        layer = layer != LAYER_MONITOR ? layer : 1;
        debug_type(r->debugger, layer - 1, (const uint8_t *)bytes, count);
    }
    free(bytes);
    return ok;
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
