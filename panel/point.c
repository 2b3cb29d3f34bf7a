/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result in memory: filled value by value, then looked up by name. */
#include "point.h"

#include <stdlib.h>
#include <string.h>

const char *const point_status_names[POINT_STATUSES] = {"passed", "failed", "limit", "crashed",
                                                        "missing"};

/* Room for one more item in a list whose capacity is the power of two that is at least its count.
 */
static void *grown(void *list, unsigned count, size_t size)
{
    bool full = (count & (count - 1)) == 0;
    return full ? xrealloc(list, (count ? 2 * (size_t)count : 1) * size) : list;
}

void point_put(struct point_result *r, const char *name, struct value v)
{
    v.text = v.kind == VALUE_TEXT ? xstrdup(v.text) : NULL;
    r->values = grown(r->values, r->value_count, sizeof *r->values);
    r->values[r->value_count++] = (struct point_value){xstrdup(name), v};
}

void point_put_number(struct point_result *r, const char *name, double number)
{
    point_put(r, name, (struct value){.kind = VALUE_NUMBER, .number = number});
}

void point_put_text(struct point_result *r, const char *name, const char *text)
{
    point_put(r, name, (struct value){.kind = VALUE_TEXT, .text = text});
}

void point_put_none(struct point_result *r, const char *name)
{
    point_put(r, name, (struct value){.kind = VALUE_NONE});
}

void point_put_figure(struct point_result *r, unsigned chart, const char *text)
{
    r->figures = grown(r->figures, r->figure_count, sizeof *r->figures);
    r->figures[r->figure_count++] = (struct point_figure){chart, xstrdup(text)};
}

/* A name that two guests know by different words is none that people know. */
void point_put_alias(struct point_result *r, const char *name, const char *alias)
{
    for (unsigned i = 0; i < r->alias_count; i++) {
        struct point_alias *known = &r->aliases[i];
        if (strcmp(known->name, name) == 0) {
            if (strcmp(known->alias, alias) != 0) {
                free(known->alias);
                known->alias = xstrdup(name);
            }
            return;
        }
    }
    r->aliases = grown(r->aliases, r->alias_count, sizeof *r->aliases);
    r->aliases[r->alias_count++] = (struct point_alias){xstrdup(name), xstrdup(alias)};
}

/* The same file twice is one. */
void point_put_input(struct point_result *r, const char *name, uint64_t hash)
{
    for (unsigned i = 0; i < r->input_count; i++) {
        if (strcmp(r->inputs[i].name, name) == 0 && r->inputs[i].hash == hash) {
            return;
        }
    }
    r->inputs = grown(r->inputs, r->input_count, sizeof *r->inputs);
    r->inputs[r->input_count++] = (struct point_input){xstrdup(name), hash};
}

/* An entry of the index while it is sorted; of one name twice, the first counts. */
struct entry {
    const char *name;
    unsigned value;
};

static int by_name(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : (x->value > y->value) - (x->value < y->value);
}

void point_index(struct point_result *r)
{
    struct entry *entries = xmalloc(r->value_count * sizeof *entries);
    for (unsigned i = 0; i < r->value_count; i++) {
        entries[i] = (struct entry){r->values[i].name, i};
    }
    qsort(entries, r->value_count, sizeof *entries, by_name);
    r->index = xrealloc(r->index, r->value_count * sizeof *r->index);
    for (unsigned i = 0; i < r->value_count; i++) {
        r->index[i] = entries[i].value;
    }
    free(entries);
}

const struct value *point_value(const struct point_result *r, const char *name)
{
    unsigned low = 0, high = r->index ? r->value_count : 0;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        if (strcmp(r->values[r->index[middle]].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found =
        r->index && low < r->value_count && strcmp(r->values[r->index[low]].name, name) == 0;
    return found ? &r->values[r->index[low]].value : NULL;
}

bool point_is_given(const struct point_result *r, const char *name)
{
    bool given = false;
    for (unsigned i = 0; i < r->key_count && !given; i++) {
        given = formula_matches(name, r->values[i].name);
    }
    return given;
}

char *point_folder(const char *folder, uint64_t number)
{
    return xformat("%s/points/%llu", folder, (unsigned long long)number);
}

char *point_path(const char *folder, uint64_t number)
{
    return xformat("%s/points/%llu/%s", folder, (unsigned long long)number, POINT_RESULT);
}

void point_free(struct point_result *r)
{
    for (unsigned i = 0; i < r->value_count; i++) {
        free(r->values[i].name);
        free((char *)r->values[i].value.text);
    }
    for (unsigned i = 0; i < r->figure_count; i++) {
        free(r->figures[i].text);
    }
    for (unsigned i = 0; i < r->alias_count; i++) {
        free(r->aliases[i].name);
        free(r->aliases[i].alias);
    }
    for (unsigned i = 0; i < r->input_count; i++) {
        free(r->inputs[i].name);
    }
    free(r->values);
    free(r->figures);
    free(r->aliases);
    free(r->inputs);
    free(r->index);
    free(r->message);
    *r = (struct point_result){.number = 0};
}
