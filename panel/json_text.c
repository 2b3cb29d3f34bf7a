/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Beyond this, not every whole number is a double. */
#define WHOLE_MOST 9007199254740992.0

json_t *json_text(const char *text)
{
    json_t *string = json_string(text);
    if (string) {
        return string;
    }
    size_t left = strlen(text);
    char *safe = xmalloc(4 * left + 1);
    char *at = safe;
    while (left > 0) {
        uint32_t code;
        size_t n = utf8_step(text, left, &code);
        if (n > 0) {
            memcpy(at, text, n);
            at += n;
        } else {
            n = 1;
            at += snprintf(at, 5, "\\x%02x", (unsigned)(unsigned char)*text);
        }
        text += n;
        left -= n;
    }
    *at = '\0';
    string = json_string(safe);
    free(safe);
    return string;
}

json_t *json_text_or_null(const char *text)
{
    return text ? json_text(text) : json_null();
}

json_t *json_value(struct value v)
{
    if (v.kind == VALUE_TEXT) {
        return json_text(v.text);
    }
    if (v.kind == VALUE_NONE || !isfinite(v.number)) {
        return json_null();
    }
    bool whole = fabs(v.number) <= WHOLE_MOST && v.number == floor(v.number);
    return whole ? json_integer((json_int_t)v.number) : json_real(v.number);
}

void json_write(const json_t *root, FILE *f)
{
    json_dumpf(root, f, JSON_INDENT(1) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(17));
    fputc('\n', f);
}

struct hash_digits hash_digits(uint64_t hash)
{
    struct hash_digits t;
    snprintf(t.text, sizeof t.text, "%016llx", (unsigned long long)hash);
    return t;
}

bool hash_from(const char *s, uint64_t *hash)
{
    if (!s || strlen(s) != sizeof(struct hash_digits) - 1 ||
        strspn(s, "0123456789abcdef") != strlen(s)) {
        return false;
    }
    *hash = strtoull(s, NULL, 16);
    return true;
}
