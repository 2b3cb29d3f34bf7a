/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names with stars, and the members of the families that they stand for. */
#include <stdlib.h>
#include <string.h>

#include "formula_parts.h"

unsigned formula_stars(const char *name)
{
    unsigned count = 0;
    for (; *name != '\0'; name++) {
        count += *name == '*';
    }
    return count;
}

static size_t word_length(const char *s)
{
    return strcspn(s, ".");
}

static bool is_word(const char *s, size_t length, const char *word)
{
    return length == strlen(word) && strncmp(s, word, length) == 0;
}

/* Step over the first words of both if one stands for the other. */
static bool same_word(const char **pattern, const char **name)
{
    size_t n = word_length(*name);
    size_t m = word_length(*pattern);
    bool star = m == 1 && **pattern == '*';
    bool last = (*pattern)[m] == '\0';
    bool sum = is_word(*name, n, "total") || is_word(*name, n, "busy");
    if (star ? last && sum : m != n || strncmp(*pattern, *name, n) != 0) {
        return false;
    }
    *pattern += m;
    *name += n;
    return true;
}

bool formula_matches(const char *pattern, const char *name)
{
    while (same_word(&pattern, &name)) {
        if (*pattern == '\0' || *name == '\0') {
            return *pattern == *name;
        }
        pattern++;
        name++;
    }
    return false;
}

/* Add n characters to a text of `used`; false if there is no room. */
static bool append(char text[FORMULA_NAME], size_t *used, const char *s, size_t n)
{
    if (*used + n >= FORMULA_NAME) {
        return false;
    }
    memcpy(text + *used, s, n);
    *used += n;
    text[*used] = '\0';
    return true;
}

bool formula_fill(const char *pattern, const char *member, char name[FORMULA_NAME])
{
    size_t used = 0;
    for (; *pattern != '\0'; pattern++) {
        bool star = *pattern == '*';
        size_t n = star ? word_length(member) : 1;
        if (n == 0 || !append(name, &used, star ? member : pattern, n)) {
            return false;
        }
        member += star ? n + (member[n] == '.') : 0;
    }
    return true;
}

/* The words of a name that stand where the pattern has stars. */
static bool member_of(const char *pattern, const char *name, char member[FORMULA_NAME])
{
    size_t used = 0;
    while (*pattern != '\0' && *name != '\0') {
        size_t n = word_length(name);
        bool dot = used > 0;
        if (*pattern == '*' &&
            !(append(member, &used, ".", dot) && append(member, &used, name, n))) {
            return false;
        }
        pattern += word_length(pattern);
        pattern += *pattern == '.';
        name += n;
        name += *name == '.';
    }
    return used > 0;
}

const char *formula_name_hint(const char *name)
{
    return strchr(name, '-') != NULL ? " (a difference is written with blanks: a - b)" : "";
}

/* --- members --- */

/* Members being collected: each with its number, so that sorting can find those that came twice. */
struct members {
    struct member {
        char *text;
        unsigned number;
    } * list;
    unsigned count;
    const char *pattern;
};

static void collect(void *context, const char *name)
{
    struct members *m = context;
    char member[FORMULA_NAME];
    if (!formula_matches(m->pattern, name) || !member_of(m->pattern, name, member)) {
        return;
    }
    if ((m->count & (m->count - 1)) == 0) {
        m->list = xrealloc(m->list, 2 * (m->count + 1) * sizeof *m->list);
    }
    m->list[m->count] = (struct member){xstrdup(member), m->count};
    m->count++;
}

/* Of those names below node n that have most stars; not of those that are taken together. */
static void collect_below(const struct formula *f, unsigned n, unsigned stars,
                          const struct formula_world *w, struct members *m)
{
    const struct node *node = &f->nodes[n];
    if (node->kind == NODE_NAME && node->stars == stars) {
        m->pattern = node->text;
        w->each(w->context, node->text, collect, m);
    }
    for (unsigned i = node->first; i > 0 && node->stars > 0; i = f->nodes[i].next) {
        collect_below(f, i, stars, w, m);
    }
}

static int by_text(const void *a, const void *b)
{
    const struct member *x = a;
    const struct member *y = b;
    int order = strcmp(x->text, y->text);
    return order != 0 ? order : x->number < y->number ? -1 : x->number > y->number;
}

static int by_number(const void *a, const void *b)
{
    const struct member *x = a;
    const struct member *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

static void drop_repeated(struct members *m)
{
    unsigned kept = 0;
    qsort(m->list, m->count, sizeof *m->list, by_text);
    for (unsigned i = 0; i < m->count; i++) {
        if (kept > 0 && strcmp(m->list[kept - 1].text, m->list[i].text) == 0) {
            free(m->list[i].text);
        } else {
            m->list[kept++] = m->list[i];
        }
    }
    m->count = kept;
    qsort(m->list, m->count, sizeof *m->list, by_number);
}

void formula_each_member(const struct formula *f, unsigned n, const struct formula_world *w,
                         void (*visit)(void *context, const char *member), void *context)
{
    struct members m = {0};
    if (f->nodes[n].stars > 0) {
        collect_below(f, n, f->nodes[n].stars, w, &m);
    }
    if (m.count > 1) {
        drop_repeated(&m);
    }
    for (unsigned i = 0; i < m.count; i++) {
        visit(context, m.list[i].text);
        free(m.list[i].text);
    }
    free(m.list);
}
