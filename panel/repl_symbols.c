/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `info symbols`: names of every layer. */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "repl_look.h"

static bool matches(const char *pattern, const char *name)
{
    bool glob = strpbrk(pattern, "*?[") != NULL;
    return glob ? fnmatch(pattern, name, 0) == 0 : strstr(name, pattern) != NULL;
}

bool repl_symbols(struct repl *r, char *args)
{
    const struct session *s = &r->debugger->session;
    const char *pattern = repl_word(&args);
    unsigned found = 0;
    if (!repl_no_more(r, args)) {
        return false;
    }
    for (unsigned i = 1; i <= layer_count(s); i++) {
        unsigned layer = i % layer_count(s);
        const struct image *image = layer_image(s, layer);
        for (size_t k = 0; k < image->symbol_count; k++) {
            const struct symbol *symbol = &image->symbols[k];
            if (!pattern || matches(pattern, symbol->name)) {
                fprintf(r->out, "  0x%08x  %-4s %6u  %s:%s\n", symbol->address,
                        symbol->code ? "code" : "data", symbol->size, layer_name(s, layer),
                        symbol_name(symbol).text);
                found++;
            }
        }
    }
    if (found == 0) {
        fputs("no such symbols\n", r->out);
    }
    return true;
}
