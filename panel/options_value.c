/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "options_value.h"

#include <stdlib.h>
#include <string.h>

#include "config_schema.h"

int option_put_address(struct option_address *field, const char *text, const char *name)
{
    char *end;
    bool digit = text[0] >= '0' && text[0] <= '9';
    unsigned long long value = strtoull(text, &end, 0);
    if (!digit || *end != '\0' || value > UINT32_MAX) {
        return diag("%s %s: expected a 32-bit address, such as 0x80000000", name,
                    excerpt(text).text);
    }
    *field = (struct option_address){true, (uint32_t)value};
    return 0;
}

static bool count_of(const char *text, uint64_t *value)
{
    const struct config_key number = {.type = KEY_COUNT};
    return config_number(&number, text, value);
}

int option_put_count(struct option_count *field, const char *text, const char *name)
{
    uint64_t value;
    if (!count_of(text, &value)) {
        return diag("%s %s: expected a number, such as 5000, 20k or 3M", name, excerpt(text).text);
    }
    *field = (struct option_count){true, value};
    return 0;
}

/* FROM[,COUNT] */
static bool window_of(const char *text, struct option_window *w)
{
    size_t length = strcspn(text, ",");
    char *from = xformat("%.*s", (int)length, text);
    bool good = count_of(from, &w->from);
    free(from);
    return good && (text[length] == '\0' || count_of(text + length + 1, &w->count));
}

int option_put_window(struct option_window *field, const char *text, const char *name)
{
    struct option_window w = {.given = true, .count = WINDOW_STANDARD};
    if (!window_of(text, &w) || w.count == 0 || w.count > WINDOW_MOST) {
        return diag("%s %s: expected FROM[,COUNT], such as 20k,500, with a COUNT from 1 to %d",
                    name, excerpt(text).text, WINDOW_MOST);
    }
    *field = w;
    return 0;
}

int option_put_color(enum color *field, const char *text, const char *name)
{
    static const char *const names[] = {"auto", "always", "never"};
    struct nearest n = nearest_to(text);
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(text, names[i]) == 0) {
            *field = (enum color)i;
            return 0;
        }
        nearest_offer(&n, names[i]);
    }
    return diag("%s=%s: %s", name, excerpt(text).text, nearest_advice(&n));
}
