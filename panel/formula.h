/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Formulas: what `measure`, `expect` and `when` of an experiment say, over names of counters, of
 * parameters and of other measures. A formula is parsed once, with its place for messages, and
 * evaluated for each point; the names' values come from whoever evaluates. Owns the language,
 * which docs/experiments.md describes; knows no experiment. formula_parse.c reads,
 * formula_evaluate.c computes, formula_function.def has the functions.
 *
 *     or, and, not, comparisons (which may be chained: 0.9 <= x <= 1.1), + -, * / %, unary -,
 *     calls f(x, ...), numbers (20, 1.5, 64KiB, 2M, 5%), 'texts', "texts", names
 *
 * A name is words with dots, `vms.alice.cycles.total`; a `-` within it belongs to it if a letter or
 * digit follows at once, so subtraction is written with spaces. `*` in place of a word stands for
 * every word that there is: within sum(), mean(), min(), max() and count() of one argument, all are
 * taken together; elsewhere the formula has a value for each ("a family"), with the same words
 * in all its names; a name with fewer stars takes the first of them. At the end of a name `*` does
 * not stand for `total` and `busy`, which are sums of what stands beside them.
 *
 * Truth is 1 or 0. What has no value (a division by zero, a text in an addition, a name without
 * value) makes the whole VALUE_NONE, which is not true.
 */
#ifndef PANEL_FORMULA_H
#define PANEL_FORMULA_H

#include <stdbool.h>

#include "diag.h"

enum value_kind { VALUE_NONE, VALUE_NUMBER, VALUE_TEXT };

struct value {
    enum value_kind kind;
    double number;
    const char *text; /* whoever gave it owns it */
};

struct formula;

/* Longest name, and longest member of a family, with the final NUL. */
enum { FORMULA_NAME = 512 };

/*
 * A parsed formula of `text`, whose first character is at `at`; NULL after a message. The same of a
 * text that does not stand there as it is, such as one of several lines: all messages say `at`.
 */
struct formula *formula_parse(const char *text, struct where at);
struct formula *formula_parse_spanning(const char *text, struct where at);
void formula_free(struct formula *f);
const char *formula_text(const struct formula *f);
struct where formula_place(const struct formula *f);

/*
 * Each name in it once per occurrence, `*` included, with its place; `baseline`: it stands in
 * baseline(...). To be checked before anything runs: 0, or the status of the first that is not 0.
 */
typedef int formula_name_visitor(void *context, const char *name, struct where at, bool baseline);
int formula_names(const struct formula *f, formula_name_visitor *visit, void *context);

/* Whether it needs the baseline's point; whether it is a family, and of how many words each member.
 */
bool formula_wants_baseline(const struct formula *f);
bool formula_is_family(const struct formula *f);
unsigned formula_words(const struct formula *f);

/*
 * Have `name`, where it stands in f, mean name.*, with as many stars as its members have words: it
 * turned out to be a family.
 */
void formula_spread(struct formula *f, const char *name, unsigned words);

/* How much there is to compute: its nodes; and whether some name has a star. */
unsigned formula_size(const struct formula *f);
bool formula_has_star(const struct formula *f);

/* Where values come from. */
struct formula_world {
    void *context;
    /* The value of a name without `*`: VALUE_NONE if it has none. */
    struct value (*value)(void *context, const char *name);
    /*
     * Every name that matches a pattern, in a fixed order, each once. Behind `vms` a star stands
     * for every VM that there is, whether the counter was kept or not because it was 0.
     */
    void (*each)(void *context, const char *pattern,
                 void (*visit)(void *visit_context, const char *name), void *visit_context);
    const struct formula_world *baseline; /* for baseline(...); or null: it has no value */
};

/* Whether `name` is one of those that `pattern` stands for. */
bool formula_matches(const char *pattern, const char *name);

/* The value; of a family, that of `member`, the words for its stars with dots between them. */
struct value formula_evaluate(const struct formula *f, const struct formula_world *w,
                              const char *member);

/* The members of a family in this world, in order, each once: "alice", "bob". */
void formula_members(const struct formula *f, const struct formula_world *w,
                     void (*visit)(void *context, const char *member), void *context);

bool value_true(struct value v);

/* What a text is in a formula, if it is a number: 20, 1.5, 64KiB, 5%. */
bool formula_number(const char *text, double *number);

/* The same, or else the text itself. */
struct value value_of_text(const char *text);

/* How a name with `-` in it may have been meant, to end a message that it is unknown; or "". */
const char *formula_name_hint(const char *name);

/* Each function: how it is written, and what it is. */
void formula_functions(void (*visit)(void *context, const char *use, const char *help),
                       void *context);

/*
 * As short as it can be written without losing anything: 12, 0.125; the text itself, or, if it is
 * too long, its beginning; "" if none.
 */
enum { VALUE_SIZE = 192 };
struct value_text {
    char text[VALUE_SIZE];
};
struct value_text value_text(struct value v);

#endif
