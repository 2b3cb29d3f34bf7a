/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a formula comes to, by recursion over its nodes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formula_parts.h"

/*
 * An evaluation under way. What is taken together over a family is the same for each member of
 * another family around it, and computed once: `gathered`, by node, when it is first needed.
 */
struct evaluation {
    const struct formula *f;
    const struct formula_world *w;
    const char *member; /* or NULL */
    struct gathered {
        bool known;
        struct value value;
    } * *gathered;
};

static struct value evaluate(const struct evaluation *e, unsigned n);

static struct value none(void)
{
    return (struct value){VALUE_NONE, 0, NULL};
}

static struct value number(double x)
{
    return isfinite(x) ? (struct value){VALUE_NUMBER, x, NULL} : none();
}

bool value_true(struct value v)
{
    return v.kind == VALUE_TEXT || (v.kind == VALUE_NUMBER && v.number != 0);
}

static const struct node *node_at(const struct evaluation *e, unsigned n)
{
    return &e->f->nodes[n];
}

/* --- names --- */

static struct value evaluate_name(const struct evaluation *e, const struct node *n)
{
    char name[FORMULA_NAME];
    if (n->stars == 0) {
        return e->w->value(e->w->context, n->text);
    }
    if (e->member == NULL || !formula_fill(n->text, e->member, name)) {
        return none();
    }
    return e->w->value(e->w->context, name);
}

/* --- functions --- */

/* A call that takes values together, under way. */
struct gathering {
    struct evaluation e; /* of the argument, for the current member */
    unsigned argument;
    enum formula_function function;
    double sum;
    unsigned count;
    bool none; /* one had no value */
};

static void gather(struct gathering *g, struct value v)
{
    g->none = g->none || v.kind != VALUE_NUMBER;
    g->count++;
    g->sum = g->none ? 0 : formula_gather_step(g->function, g->sum, v.number, g->count);
}

static void gather_member(void *context, const char *member)
{
    struct gathering *g = context;
    g->e.member = member;
    gather(g, evaluate(&g->e, g->argument));
}

static struct value evaluate_gathered(const struct evaluation *e, const struct node *n)
{
    struct gathering g = {.e = *e, .argument = n->first, .function = n->function};
    if (node_at(e, n->first)->next == 0 && node_at(e, n->first)->stars > 0) {
        formula_each_member(e->f, n->first, e->w, gather_member, &g);
    } else {
        for (unsigned i = n->first; i > 0; i = node_at(e, i)->next) {
            gather(&g, evaluate(e, i));
        }
    }
    return g.none ? none() : number(formula_gather_value(n->function, g.sum, g.count));
}

/* Over a family: once in an evaluation. */
static struct value evaluate_gather(const struct evaluation *e, unsigned index)
{
    const struct node *n = node_at(e, index);
    if (n->stars > 0 || node_at(e, n->first)->stars == 0) {
        return evaluate_gathered(e, n);
    }
    if (*e->gathered == NULL) {
        *e->gathered = xmalloc(e->f->count * sizeof **e->gathered);
        memset(*e->gathered, 0, e->f->count * sizeof **e->gathered);
    }
    if (!(*e->gathered)[index].known) {
        struct value v = evaluate_gathered(e, n);
        (*e->gathered)[index] = (struct gathered){true, v};
    }
    return (*e->gathered)[index].value;
}

static struct value evaluate_function(const struct evaluation *e, const struct node *n)
{
    double x[3] = {0, 0, 0};
    unsigned count = 0;
    for (unsigned i = n->first; i > 0; i = node_at(e, i)->next) {
        struct value v = evaluate(e, i);
        if (v.kind != VALUE_NUMBER) {
            return none();
        }
        x[count++] = v.number;
    }
    return number(formula_apply(n->function, x[0], x[1], x[2]));
}

static struct value evaluate_if(const struct evaluation *e, const struct node *n)
{
    unsigned yes = node_at(e, n->first)->next;
    struct value condition = evaluate(e, n->first);
    if (condition.kind == VALUE_NONE) {
        return none();
    }
    return evaluate(e, value_true(condition) ? yes : node_at(e, yes)->next);
}

static struct value evaluate_baseline(const struct evaluation *e, const struct node *n)
{
    struct evaluation there = *e;
    there.w = e->w->baseline;
    return there.w != NULL ? evaluate(&there, n->first) : none();
}

static struct value evaluate_call(const struct evaluation *e, unsigned index)
{
    const struct node *n = node_at(e, index);
    if (formula_function_rows[n->function].gathers) {
        return evaluate_gather(e, index);
    }
    switch (n->function) {
    case FUNCTION_if:
        return evaluate_if(e, n);
    case FUNCTION_known:
        return number(evaluate(e, n->first).kind != VALUE_NONE);
    case FUNCTION_baseline:
        return evaluate_baseline(e, n);
    default:
        return evaluate_function(e, n);
    }
}

/* --- operators --- */

/* The right side is evaluated if the left one does not decide. */
static struct value evaluate_logical(const struct evaluation *e, const struct node *n)
{
    struct value v = evaluate(e, n->first);
    if (v.kind != VALUE_NONE && value_true(v) == (n->kind == NODE_AND)) {
        v = evaluate(e, node_at(e, n->first)->next);
    }
    return v.kind != VALUE_NONE ? number(value_true(v)) : v;
}

static bool related(enum relation r, int order)
{
    switch (r) {
    case IS_EQUAL:
        return order == 0;
    case IS_DIFFERENT:
        return order != 0;
    case IS_LESS:
        return order < 0;
    case IS_AT_MOST:
        return order <= 0;
    case IS_MORE:
        return order > 0;
    case IS_AT_LEAST:
        break;
    }
    return order >= 0;
}

/* Numbers in any way, texts for being the same, and else not at all. */
static struct value compare(enum relation r, struct value a, struct value b)
{
    if (a.kind == VALUE_NUMBER && b.kind == VALUE_NUMBER) {
        return number(related(r, (a.number > b.number) - (a.number < b.number)));
    }
    bool equality = r == IS_EQUAL || r == IS_DIFFERENT;
    if (a.kind == VALUE_NONE || b.kind == VALUE_NONE || !equality) {
        return none();
    }
    bool same = a.kind == b.kind && strcmp(a.text, b.text) == 0;
    return number(same == (r == IS_EQUAL));
}

static struct value evaluate_compare(const struct evaluation *e, const struct node *n)
{
    struct value left = evaluate(e, n->first);
    struct value all = number(1);
    for (unsigned i = node_at(e, n->first)->next; i > 0; i = node_at(e, i)->next) {
        struct value right = evaluate(e, i);
        struct value v = compare(node_at(e, i)->relation, left, right);
        if (v.kind == VALUE_NONE) {
            return v;
        }
        all = value_true(v) ? all : v;
        left = right;
    }
    return all;
}

static struct value evaluate_arithmetic(const struct evaluation *e, const struct node *n)
{
    struct value a = evaluate(e, n->first);
    struct value b = evaluate(e, node_at(e, n->first)->next);
    if (a.kind != VALUE_NUMBER || b.kind != VALUE_NUMBER) {
        return none();
    }
    switch (n->kind) {
    case NODE_ADD:
        return number(a.number + b.number);
    case NODE_SUBTRACT:
        return number(a.number - b.number);
    case NODE_MULTIPLY:
        return number(a.number * b.number);
    case NODE_DIVIDE:
        return b.number != 0 ? number(a.number / b.number) : none();
    default:
        return number(fmod(a.number, b.number));
    }
}

static struct value evaluate_sign(const struct evaluation *e, const struct node *n)
{
    struct value v = evaluate(e, n->first);
    if (n->kind == NODE_NOT) {
        return v.kind != VALUE_NONE ? number(!value_true(v)) : v;
    }
    return v.kind == VALUE_NUMBER ? number(-v.number) : none();
}

static struct value evaluate(const struct evaluation *e, unsigned index)
{
    const struct node *n = node_at(e, index);
    switch (n->kind) {
    case NODE_NUMBER:
        return number(n->number);
    case NODE_TEXT:
        return (struct value){VALUE_TEXT, 0, n->text};
    case NODE_NAME:
        return evaluate_name(e, n);
    case NODE_CALL:
        return evaluate_call(e, index);
    case NODE_OR:
    case NODE_AND:
        return evaluate_logical(e, n);
    case NODE_NOT:
    case NODE_NEGATE:
        return evaluate_sign(e, n);
    case NODE_COMPARE:
        return evaluate_compare(e, n);
    default:
        return evaluate_arithmetic(e, n);
    }
}

/* --- the whole --- */

struct value formula_evaluate(const struct formula *f, const struct formula_world *w,
                              const char *member)
{
    struct gathered *gathered = NULL;
    struct evaluation e = {f, w, member, &gathered};
    struct value v = evaluate(&e, f->root);
    free(gathered);
    return v;
}

void formula_members(const struct formula *f, const struct formula_world *w,
                     void (*visit)(void *context, const char *member), void *context)
{
    formula_each_member(f, f->root, w, visit, context);
}
