/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Judged by the classifier. A test's file has the questions:
 *
 *     isa: pg32-popf
 *     answers: popf.yaml          # handed in: a mapping of names to classes
 *     witnesses: popf-pairs.yaml  # or that: as `trapeze classify --witness` writes it
 *     questions: {popf: popf, "csrr mtvec": "csrrs mtvec, read"}
 *
 * A question is what students call it, and what it is called by `trapeze classify`. Points are for
 * the share of questions that are answered right; of witnesses, only sensitive instructions are
 * asked for.
 */
#include <stdlib.h>
#include <string.h>

#include "classify_check.h"
#include "grade.h"
#include "yaml_tree.h"

struct questions {
    enum variant isa;
    const char *answers, *witnesses; /* names of handed-in files; one is NULL */
    const struct yaml_tree *list;
};

static const struct yaml_tree *member(const struct yaml_tree *t, const char *key)
{
    const struct yaml_tree *m = t->shape == YAML_MAPPING ? t->first : NULL;
    while (m != NULL && strcmp(m->key, key) != 0) {
        m = m->next;
    }
    return m;
}

/* --- questions --- */

static int check_handed_in(const struct lab *l, const struct yaml_tree *t)
{
    bool handed_in = t->shape == YAML_SCALAR && lab_has_name(&l->hand_in, t->text);
    return handed_in ? 0 : diag_at(t->at, "%s: expected a file of hand_in", t->key);
}

static int read_questions(const struct lab *l, const struct yaml_tree *root, struct questions *q)
{
    const struct yaml_tree *isa = member(root, "isa"), *list = member(root, "questions");
    const struct yaml_tree *answers = member(root, "answers");
    const struct yaml_tree *witnesses = member(root, "witnesses");
    const struct yaml_tree *file = answers != NULL ? answers : witnesses;
    if (isa == NULL || list == NULL || (answers == NULL) == (witnesses == NULL)) {
        return diag_at(root->at, "expected the keys isa, questions, and one of answers and "
                                 "witnesses");
    }
    if (isa->shape != YAML_SCALAR || !classify_machine(isa->text, &q->isa)) {
        return diag_at(isa->at,
                       "isa: this program has no machine `%s`: expected one that it has, or "
                       "the program that was made with that one",
                       isa->shape == YAML_SCALAR ? excerpt(isa->text).text : "");
    }
    if (list->shape != YAML_MAPPING || list->first == NULL) {
        return diag_at(list->at, "questions: expected a mapping of names to names");
    }
    for (const struct yaml_tree *i = list->first; i != NULL; i = i->next) {
        if (i->shape != YAML_SCALAR) {
            return diag_at(i->at, "questions: expected a name as `trapeze classify` has it");
        }
    }
    q->answers = answers != NULL ? answers->text : NULL;
    q->witnesses = witnesses != NULL ? witnesses->text : NULL;
    q->list = list;
    return check_handed_in(l, file);
}

int grade_check_questions(const struct lab *l, const struct lab_test *t)
{
    struct questions q = {.answers = NULL};
    struct yaml_tree *root = yaml_tree_load(t->file);
    int status = root != NULL ? read_questions(l, root, &q) : EXIT_USAGE;
    yaml_tree_free(root);
    return status;
}

/* --- answers --- */

/* Whether t, the answer or NULL, is this class; else what there is to say. */
static bool is_right(const struct yaml_tree *q, const struct yaml_tree *t, enum verdict_word word,
                     FILE *said)
{
    bool known = false;
    if (t == NULL || t->shape != YAML_SCALAR) {
        fprintf(said, "%s: no answer\n", q->key);
        return false;
    }
    for (unsigned i = 0; i < VERDICT_UNDECIDED; i++) {
        known = known || strcmp(t->text, verdict_words[i]) == 0;
    }
    if (!known) {
        fprintf(said, "%s: `%s` is no class: expected", q->key, excerpt(t->text).text);
        for (unsigned i = 0; i < VERDICT_UNDECIDED; i++) {
            fprintf(said, "%s %s", i > 0 ? "," : "", verdict_words[i]);
        }
        fputc('\n', said);
        return false;
    }
    bool right = strcmp(t->text, verdict_words[word]) == 0;
    if (!right) {
        fprintf(said, "%s: not %s\n", q->key, t->text);
    }
    return right;
}

/* What came of all questions. */
struct count {
    unsigned asked, right;
};

static int judge_answers(const struct questions *q, const char *path, struct count *n, FILE *said)
{
    struct yaml_tree *root = yaml_tree_load(path);
    int status = root != NULL ? 0 : EXIT_USAGE;
    if (status == 0 && root->shape != YAML_MAPPING) {
        status = diag_at(root->at, "expected answers, a mapping of names to classes");
    }
    for (const struct yaml_tree *i = q->list->first; i != NULL && status == 0; i = i->next) {
        enum verdict_word word;
        status = classify_class(q->isa, i->text, &word);
        if (status == 0) {
            n->asked++;
            n->right += is_right(i, member(root, i->key), word, said);
        }
    }
    yaml_tree_free(root);
    return status;
}

static int judge_witnesses(const struct questions *q, const char *path, struct count *n, FILE *said)
{
    int status = 0;
    for (const struct yaml_tree *i = q->list->first; i != NULL && status == 0; i = i->next) {
        enum verdict_word word;
        char why[CLASSIFY_WHY];
        bool shown = false;
        status = classify_class(q->isa, i->text, &word);
        if (status != 0 || (word != VERDICT_SENSITIVE && word != VERDICT_USER_SENSITIVE)) {
            continue;
        }
        status = classify_shown(q->isa, path, i->text, word, &shown, why);
        n->asked++;
        n->right += shown;
        if (status == 0 && !shown) {
            fprintf(said, "%s: %s\n", i->key, why);
        }
    }
    return status;
}

/* --- the judge --- */

static int judge_file(const struct grade_job *job, const struct questions *q, struct judgement *j)
{
    const char *name = q->answers != NULL ? q->answers : q->witnesses;
    char *path = grade_build_file(job->build, name);
    struct count n = {0, 0};
    if (path == NULL) {
        fprintf(j->said, "%s was not handed in, or is no plain file\n", name);
        return 0;
    }
    int status = q->answers != NULL ? judge_answers(q, path, &n, j->said)
                                    : judge_witnesses(q, path, &n, j->said);
    if (status == 0 && n.asked > 0) {
        j->points = job->test->points * n.right / n.asked;
        j->passed = n.right == n.asked;
        fprintf(j->said, "%u of %u right\n", n.right, n.asked);
    }
    free(path);
    return status;
}

int judge_classes(const struct grade_job *job, struct judgement *j)
{
    struct questions q = {.answers = NULL};
    struct yaml_tree *root = yaml_tree_load(job->test->file);
    int status = root != NULL ? read_questions(job->lab, root, &q) : EXIT_USAGE;
    status = status != 0 ? status : judge_file(job, &q, j);
    yaml_tree_free(root);
    return status;
}
