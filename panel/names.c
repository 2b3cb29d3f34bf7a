/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "formula.h"

/* --- the list --- */

void names_add(struct names *n, const char *name)
{
    if ((n->count & (n->count - 1)) == 0) {
        n->list = xrealloc(n->list, 2 * (n->count + 1) * sizeof *n->list);
    }
    n->list[n->count++] = xstrdup(name);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void names_sort(struct names *n)
{
    unsigned kept = 0;
    if (n->count == 0) {
        return;
    }
    qsort(n->list, n->count, sizeof *n->list, by_text);
    for (unsigned i = 0; i < n->count; i++) {
        if (kept > 0 && strcmp(n->list[kept - 1], n->list[i]) == 0) {
            free(n->list[i]);
        } else {
            n->list[kept++] = n->list[i];
        }
    }
    n->count = kept;
}

void names_free(struct names *n)
{
    for (unsigned i = 0; i < n->count; i++) {
        free(n->list[i]);
    }
    free(n->list);
    *n = (struct names){NULL, 0};
}

/* --- names as they are in the list --- */

unsigned names_vms(const char *name)
{
    const char *s = name;
    while (strncmp(s, "vms.", 4) == 0) {
        s += 4 + strcspn(s + 4, ".");
        s += *s == '.';
    }
    size_t length = (size_t)(s - name);
    return (unsigned)(length > 0 && s[-1] == '.' ? length - 1 : length);
}

/* Whether the word at s is PREFIX and a number. */
static bool numbered(const char *s, const char *prefix)
{
    size_t n = strlen(prefix);
    size_t digits = strncmp(s, prefix, n) == 0 ? strspn(s + n, "0123456789") : 0;
    return digits > 0 && strcspn(s, ".") == n + digits;
}

/* What stands in the list for a word: causes without a name, and system calls, have any number. */
static int put_word(char *text, size_t room, const char *word)
{
    static const char *const numbers[][2] = {
        {"call_", "call_0"}, {"exception_", "exception_10"}, {"interrupt_", "interrupt_0"}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (numbered(word, numbers[i][0])) {
            return snprintf(text, room, "%s", numbers[i][1]);
        }
    }
    return snprintf(text, room, "%.*s", (int)strcspn(word, "."), word);
}

/* The name with `*` for its VM, and known numbers. */
static void generalize(const char *name, char general[FORMULA_NAME])
{
    size_t used = 0;
    unsigned vms = names_vms(name);
    const char *s = name + vms;
    if (vms > 0) {
        used = (size_t)snprintf(general, FORMULA_NAME, "vms.*");
    }
    general[used] = '\0';
    for (; *s != '\0' && used + 2 < FORMULA_NAME; s += strcspn(s, ".")) {
        if (*s == '.') {
            general[used++] = *s++;
        }
        used += (size_t)put_word(general + used, FORMULA_NAME - used, s);
    }
}

bool names_has(const struct names *n, const char *name)
{
    return n->count > 0 && bsearch(&name, n->list, n->count, sizeof *n->list, by_text) != NULL;
}

bool names_known(const struct names *n, const char *name)
{
    char general[FORMULA_NAME];
    generalize(name, general);
    if (names_has(n, general)) {
        return true;
    }
    for (unsigned i = 0; i < n->count && strchr(general, '*') != NULL; i++) {
        if (formula_matches(general, n->list[i])) {
            return true;
        }
    }
    return false;
}

/* --- which was meant --- */

/* How many characters of s its first `words` words have, with the dots behind them. */
static size_t words_length(const char *s, unsigned words)
{
    const char *start = s;
    for (; words > 0 && *s != '\0'; words--) {
        s += strcspn(s, ".");
        s += *s == '.';
    }
    return (size_t)(s - start);
}

/* Whether the first words of a pattern stand for those of a name. */
static bool begins(const char *pattern, const char *name, unsigned words)
{
    for (; words > 0; words--) {
        size_t n = strcspn(name, ".");
        size_t m = strcspn(pattern, ".");
        bool star = m == 1 && *pattern == '*';
        if (n == 0 || m == 0 || (!star && (m != n || strncmp(pattern, name, n) != 0))) {
            return false;
        }
        pattern += m + (pattern[m] == '.');
        name += n + (name[n] == '.');
    }
    return true;
}

static bool any_begins(const struct names *n, const char *pattern, unsigned words)
{
    for (unsigned i = 0; i < n->count; i++) {
        if (begins(pattern, n->list[i], words)) {
            return true;
        }
    }
    return false;
}

/* Each word that may stand behind the first ones of a pattern, once: the list is sorted. */
static void offer_words(const struct names *n, const char *pattern, unsigned words,
                        struct names *offered)
{
    for (unsigned i = 0; i < n->count; i++) {
        const char *word = n->list[i] + words_length(n->list[i], words);
        char *text = xformat("%.*s", (int)strcspn(word, "."), word);
        if (*text != '\0' && *text != '*' && begins(pattern, n->list[i], words)) {
            names_add(offered, text);
        }
        free(text);
    }
    names_sort(offered);
}

/* Where in a name the word is that stands behind the first ones of its general form. */
static size_t place_of(const char *name, unsigned words)
{
    unsigned vms = names_vms(name);
    size_t behind = vms + (name[vms] == '.');
    if (vms == 0) {
        return words_length(name, words);
    }
    return words > 2 ? behind + words_length(name + behind, words - 2) : behind;
}

/* The name with one of its words replaced, if there is such a name; else up to that word. */
static struct names_advice advise_word(const struct names *n, const char *name, size_t before,
                                       const char *word)
{
    struct names_advice a;
    const char *rest = name + before + strcspn(name + before, ".");
    char *whole = xformat("%.*s%s%s", (int)before, name, word, rest);
    bool known = names_known(n, whole);
    free(whole);
    snprintf(a.text, sizeof a.text, "did you mean `%.*s%s%s`?", (int)before, name, word,
             known ? rest : ".*");
    return a;
}

/* What may stand behind the beginning of a name. */
static struct names_advice advise_words(const char *name, size_t before, struct nearest *near)
{
    struct names_advice a;
    int length = (int)(before > 0 && name[before - 1] == '.' ? before - 1 : before);
    if (near->count == 0) {
        snprintf(a.text, sizeof a.text, "nothing stands behind `%.*s`", length, name);
    } else if (length == 0) {
        snprintf(a.text, sizeof a.text, "%s", nearest_advice(near));
    } else {
        snprintf(a.text, sizeof a.text, "behind `%.*s` %s", length, name, nearest_advice(near));
    }
    return a;
}

struct names_advice names_advice(const struct names *n, const char *name)
{
    char general[FORMULA_NAME];
    unsigned words = 0;
    struct names offered = {NULL, 0};
    generalize(name, general);
    while (words_length(general, words) < strlen(general) && any_begins(n, general, words + 1)) {
        words++;
    }
    size_t before = place_of(name, words);
    char *wrong = xformat("%.*s", (int)strcspn(name + before, "."), name + before);
    struct nearest near = nearest_to(wrong);
    offer_words(n, general, words, &offered);
    for (unsigned i = 0; i < offered.count; i++) {
        nearest_offer(&near, offered.list[i]);
    }
    struct names_advice a = near.best != NULL ? advise_word(n, name, before, near.best)
                                              : advise_words(name, before, &near);
    free(wrong);
    names_free(&offered);
    return a;
}
