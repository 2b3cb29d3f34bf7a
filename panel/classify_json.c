/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>
#include <stdlib.h>

#include "classify_file.h"
#include "classify_report.h"
#include "isa/disasm.h"

static void put_field(void *object, const char *name, uint32_t value)
{
    bool word = field_text(name, value).text[0] > '9'; /* "user", "none" */
    json_object_set_new(object, name,
                        word ? json_string(field_text(name, value).text)
                             : json_integer((json_int_t)value));
}

static json_t *state_object(const struct witness *w, unsigned n)
{
    json_t *state = json_object(), *outcome = json_object();
    put_field(state, "mode", w->state[n].priv.mode);
    witness_state_fields(w, n, put_field, state);
    witness_outcome_fields(w, n, put_field, outcome);
    json_object_set_new(state, "outcome", outcome);
    return state;
}

static void put_witness(void *list, const struct witness *w)
{
    char text[DISASM_SIZE];
    json_t *states = json_array(), *view = json_object();
    isa_disasm(w->view.word, w->view.pc, w->variant, text);
    witness_view_fields(w, put_field, view);
    for (unsigned n = 0; n < w->states; n++) {
        json_array_append_new(states, state_object(w, n));
    }
    json_t *o = json_pack("{s:s, s:s, s:s, s:I, s:I, s:o, s:o}", "shows", property_keys[w->shows],
                          "of", w->name, "instruction", text, "word", (json_int_t)w->view.word,
                          "pc", (json_int_t)w->view.pc, "view", view, "states", states);
    if (w->shows == LOCATION_SUPERVISOR || w->shows == LOCATION_USER) {
        char reads[READS_SIZE];
        fields_read(w, reads);
        json_object_set_new(o, "reads", json_string(reads));
        json_object_set_new(o, "timing", json_boolean(fields_timing(w)));
    }
    json_array_append_new(list, o);
}

static json_t *properties_object(const struct finding *f)
{
    json_t *o = json_object();
    for (unsigned p = 0; p < PROPERTIES; p++) {
        json_object_set_new(o, property_keys[p], json_boolean(finding_has(f, (enum property)p)));
    }
    return o;
}

/* One instruction, or form of a CSR. */
static json_t *subject_object(const struct classification *c, unsigned i)
{
    char name[SUBJECT_NAME_SIZE];
    const struct finding *f = &c->finding[i];
    subject_name(&c->subject[i], name);
    return json_pack("{s:s, s:s, s:s, s:b, s:b, s:b, s:b, s:I, s:I, s:o}", "name", name, "class",
                     verdict_words[finding_word(f)], "predicted",
                     isa_classes[subject_class(&c->subject[i], c->variant)].text, "privileged",
                     finding_privileged(f), "sensitive", finding_sensitive(f), "user_sensitive",
                     finding_user_sensitive(f), "supervisor_sensitive",
                     finding_supervisor_sensitive(f), "states", (json_int_t)f->states, "pairs",
                     (json_int_t)f->pairs, "properties", properties_object(f));
}

static json_t *group_object(struct bench *b, const struct classification *c, const struct group *g)
{
    char name[GROUP_NAME_SIZE], grounds[GROUNDS_SIZE], opens[OPENS_SIZE];
    const struct finding *f = &c->finding[g->member[0]];
    json_t *subjects = json_array(), *witnesses = json_array();
    group_name(c, g, name);
    classify_grounds(f, grounds);
    classify_opens(f, opens);
    for (unsigned i = 0; i < g->count; i++) {
        json_array_append_new(subjects, subject_object(c, g->member[i]));
    }
    classify_each_witness(b, c, g, ~0u, put_witness, witnesses);
    json_t *o = json_pack("{s:s, s:s, s:s, s:o, s:o}", "name", name, "class",
                          verdict_words[finding_word(f)], "grounds", grounds, "forms", subjects,
                          "witnesses", witnesses);
    if (f->opens && finding_privileged(f)) {
        json_object_set_new(o, "traps_with", json_string(opens));
    }
    return o;
}

static json_t *theorem_object(const struct classification *c, unsigned theorem)
{
    json_t *offenders = json_array();
    for (unsigned i = 0; i < c->count; i++) {
        char name[SUBJECT_NAME_SIZE];
        if (classification_offends(c, i, theorem)) {
            subject_name(&c->subject[i], name);
            json_array_append_new(offenders, json_string(name));
        }
    }
    return json_pack("{s:b, s:b, s:o}", "holds",
                     theorem ? c->verdict.theorem3 : c->verdict.theorem1, "predicted",
                     isa_variants[c->variant].theorem[theorem], "offenders", offenders);
}

static void put_line(void *list, const char *line)
{
    json_array_append_new(list, json_string(line));
}

static void put_verdict(json_t *root, const struct classification *c)
{
    json_t *counts = json_object();
    for (unsigned w = 0; w < VERDICT_WORDS; w++) {
        json_object_set_new(counts, verdict_words[w], json_integer(c->verdict.counts[w]));
    }
    json_object_set_new(root, "counts", counts);
    if (c->complete) {
        json_object_set_new(root, "theorem1", theorem_object(c, 0));
        json_object_set_new(root, "theorem3", theorem_object(c, 1));
        json_object_set_new(root, "effective_r", json_boolean(c->verdict.effective));
        json_object_set_new(root, "monitors", json_string(classify_monitor(&c->verdict)));
    }
    json_t *lines = json_array();
    classification_compare(c, put_line, lines);
    json_object_set_new(root, "disagreements", lines);
}

void classify_json(struct bench *b, const struct classification *c)
{
    struct group *list = xmalloc(SUBJECTS_MOST * sizeof *list);
    unsigned n = groups_make(c, list);
    json_t *groups = json_array();
    for (unsigned i = 0; i < n; i++) {
        json_array_append_new(groups, group_object(b, c, &list[i]));
    }
    json_t *root =
        json_pack("{s:s, s:s, s:I, s:I, s:I}", "schema", "trapeze-classify/1", "isa",
                  isa_variant_names[c->variant], "subjects", (json_int_t)c->count, "states",
                  (json_int_t)c->verdict.states, "pairs", (json_int_t)c->verdict.pairs);
    put_verdict(root, c);
    json_object_set_new(root, "instructions", groups);
    json_dumpf(root, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    putchar('\n');
    json_decref(root);
    free(list);
}
