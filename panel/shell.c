/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell.h"

#include <string.h>

#include "diag.h"

char *shell_word(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-_./=:,+@%";
    static const char quote[] = "'\\''"; /* the text ends, a quote, the text goes on */
    if (*word && strspn(word, plain) == strlen(word)) {
        return xstrdup(word);
    }
    char *quoted = xmalloc(strlen(word) * strlen(quote) + sizeof "''");
    char *to = quoted;
    *to++ = '\'';
    for (; *word; word++) {
        if (*word == '\'') {
            memcpy(to, quote, strlen(quote));
            to += strlen(quote);
        } else {
            *to++ = *word;
        }
    }
    memcpy(to, "'", sizeof "'");
    return quoted;
}
