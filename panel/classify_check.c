/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify_file.h"
#include "classify_result.h"
#include "isa/priv.h"

bool classify_machine(const char *text, enum variant *v)
{
    for (unsigned i = 0; i < VARIANT_COUNT; i++) {
        if (strcmp(text, isa_variant_names[i]) == 0) {
            *v = (enum variant)i;
            return true;
        }
    }
    return false;
}

/* --- classes --- */

static int only_class(const struct classification *c, const char *name, enum verdict_word *word)
{
    unsigned classes = 0;
    for (unsigned i = 0; i < VERDICT_WORDS; i++) {
        if (c->verdict.counts[i] > 0) {
            *word = (enum verdict_word)i;
            classes++;
        }
    }
    return classes == 1 ? 0
                        : diag("%s: `%s` has forms of %u classes: expected one form, as "
                               "`trapeze classify --json` names it",
                               isa_variant_names[c->variant], excerpt(name).text, classes);
}

int classify_class(enum variant v, const char *name, enum verdict_word *word)
{
    struct classification *c = xmalloc(sizeof *c);
    int status = classification_make(c, v, &name, 1);
    status = status != 0 ? status : only_class(c, name, word);
    free(c);
    return status;
}

/* --- witnesses --- */

static enum csr_form form_of(const struct insn *in)
{
    bool sets = in->op != OP_csrrw && in->op != OP_csrrwi;
    if (sets && in->rs1 == 0) {
        return FORM_READ;
    }
    return !sets && in->rd == 0 ? FORM_WRITE : FORM_BOTH;
}

/* Whether the word is an instruction that the subject speaks of. */
static bool is_of(const struct subject *u, const struct insn *in)
{
    if (u->kind == SUBJECT_ROW) {
        return in->op == u->op;
    }
    return u->kind == SUBJECT_CSR && in->op == u->op && insn_csr(in) == csr_rows[u->csr].number &&
           form_of(in) == u->form;
}

static bool is_about(enum variant v, const char *name, uint32_t word)
{
    struct subject *list = xmalloc(SUBJECTS_MOST * sizeof *list);
    unsigned count = subjects_list(v, list);
    struct insn in = isa_decode(word, v);
    bool about = false;
    for (unsigned i = 0; i < count && !about; i++) {
        about = subject_is(&list[i], name) && is_of(&list[i], &in);
    }
    free(list);
    return about;
}

/* Which properties are shown of it, as bits. */
static unsigned properties(const struct witness_list *l, struct bench *b, const char *name)
{
    unsigned found = 0;
    for (unsigned i = 0; i < l->count; i++) {
        struct witness *w = &l->item[i]->witness;
        if (is_about(b->variant, name, w->view.word) && witness_try(b, w, true)) {
            found |= 1u << w->shows;
        }
    }
    return found;
}

static bool enough(unsigned found, enum verdict_word word, char why[CLASSIFY_WHY])
{
    const unsigned user = 1u << CONTROL_USER | 1u << LOCATION_USER;
    const unsigned sensitive =
        user | 1u << CONTROL_SUPERVISOR | 1u << LOCATION_SUPERVISOR | 1u << MODE | 1u << JOINT;
    const char *no = word == VERDICT_USER_SENSITIVE
                         ? (found & user ? NULL : "it is sensitive in user mode")
                     : !(found & sensitive)          ? "it is sensitive"
                     : !(found & 1u << UNPRIVILEGED) ? "it is not privileged"
                                                     : NULL;
    snprintf(why, CLASSIFY_WHY, "%s%s", no != NULL ? "no witness shows that " : "",
             no != NULL ? no : "");
    return no == NULL;
}

int classify_shown(enum variant v, const char *path, const char *name, enum verdict_word word,
                   bool *shown, char why[CLASSIFY_WHY])
{
    struct witness_list l;
    int status = witness_load(path, &l);
    struct bench *b = status == 0 ? bench_new(v) : NULL;
    if (status == 0 && b == NULL) {
        status = diag_internal("classify: out of memory");
    }
    if (status == 0 && l.count > 0 && l.item[0]->witness.variant != v) {
        *shown = false;
        snprintf(why, CLASSIFY_WHY, "the witnesses are of %s: expected %s",
                 isa_variant_names[l.item[0]->witness.variant], isa_variant_names[v]);
    } else if (status == 0) {
        *shown = enough(properties(&l, b, name), word, why);
    }
    bench_free(b);
    witness_list_free(&l);
    return status;
}
