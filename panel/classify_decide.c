/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify_decide.h"

#include <stdlib.h>
#include <string.h>

const char *const verdict_words[VERDICT_WORDS] = {
    "innocuous", "privileged",     "trappable", "always traps",
    "sensitive", "user-sensitive", "undecided",
};

/* --- what a finding amounts to --- */

bool finding_has(const struct finding *f, enum property p)
{
    bool alone = f->evidence[LOCATION_SUPERVISOR].found || f->evidence[LOCATION_USER].found ||
                 f->evidence[MODE].found;
    return f->evidence[p].found && !(p == JOINT && alone);
}

bool finding_user_sensitive(const struct finding *f)
{
    return finding_has(f, CONTROL_USER) || finding_has(f, LOCATION_USER);
}

bool finding_supervisor_sensitive(const struct finding *f)
{
    return finding_has(f, CONTROL_SUPERVISOR) || finding_has(f, LOCATION_SUPERVISOR) ||
           finding_has(f, MODE) || finding_has(f, JOINT);
}

bool finding_sensitive(const struct finding *f)
{
    return finding_user_sensitive(f) || finding_supervisor_sensitive(f);
}

bool finding_privileged(const struct finding *f)
{
    return f->kept_out > 0 && !f->evidence[UNPRIVILEGED].found;
}

enum verdict_word finding_word(const struct finding *f)
{
    if (f->completes == 0) {
        return f->traps > 0 ? VERDICT_ALWAYS_TRAPS : VERDICT_UNDECIDED;
    }
    if (finding_privileged(f)) {
        return f->opens ? VERDICT_TRAPPABLE : VERDICT_PRIVILEGED;
    }
    if (finding_user_sensitive(f)) {
        return VERDICT_USER_SENSITIVE;
    }
    return finding_sensitive(f) ? VERDICT_SENSITIVE : VERDICT_INNOCUOUS;
}

/*
 * A form may be less than its CSR is: a write to a read-only one traps always; where a variant lets
 * user mode have some forms, others stay privileged or do nothing. A counter whose bit of
 * mcounteren cannot be set is simply privileged.
 */
bool class_allows(enum insn_class class, enum verdict_word found)
{
    const struct class_info *info = &isa_classes[class];
    if (strcmp(verdict_words[found], info->text) == 0) {
        return true;
    }
    switch (found) {
    case VERDICT_INNOCUOUS:
    case VERDICT_SENSITIVE:
        return info->offends[0];
    case VERDICT_PRIVILEGED:
        return info->offends[0] || class == CLASS_TRAPPABLE;
    case VERDICT_ALWAYS_TRAPS:
        return info->offends[0] || info->user == USER_FORBIDDEN || class == CLASS_TRAPPABLE;
    default:
        return false;
    }
}

/* --- one pair --- */

static bool usable(const struct step_outcome *o)
{
    return o->trapped == TRAPPED_NOT || o->trapped == TRAPPED_OTHER;
}

/* Whether results differ. A trap for want of privilege, in user mode (b), is no difference. */
static bool differ(const struct step_outcome *a, const struct step_outcome *b, bool privilege)
{
    if (a->trapped != b->trapped) {
        return !(privilege && b->trapped == TRAPPED_OTHER);
    }
    return a->trapped == TRAPPED_NOT && memcmp(&a->visible, &b->visible, sizeof a->visible) != 0;
}

bool outcomes_show(enum property p, const struct state *s, const struct step_outcome *a,
                   const struct step_outcome *b)
{
    if (!usable(a) || (b && !usable(b))) {
        return false;
    }
    switch (p) {
    case CONTROL_SUPERVISOR:
    case CONTROL_USER:
        return a->trapped == TRAPPED_NOT && outcome_controls(a, s);
    case UNPRIVILEGED:
        return a->trapped == TRAPPED_NOT && (!b || b->trapped == TRAPPED_NOT);
    case MODE:
    case JOINT: /* a is the one in supervisor mode */
        return differ(a, b, true);
    default:
        return differ(a, b, false);
    }
}

/* A change of M tells more than one of R, and that more than one of another resource. */
unsigned outcomes_rank(enum property p, const struct state *s, const struct step_outcome *a,
                       const struct step_outcome *b)
{
    if (p == CONTROL_SUPERVISOR || p == CONTROL_USER) {
        bool moves = (a->csr[CSR_INDEX_matp] ^ s->priv.matp) & MATP_TE;
        return a->mode != s->priv.mode ? 0 : moves ? 1 : 2;
    }
    if (p == UNPRIVILEGED) {
        return !b ? 2 : !differ(a, b, true) && !outcome_controls(a, s);
    }
    return a->trapped != b->trapped;
}

/* --- collecting --- */

struct judging {
    const struct scene *scene;
    struct finding *f;
    const struct step_outcome *o; /* SCENE_STATES */
};

/* If states first and second (or SCENE_STATES) show p, they are evidence, unless there is better.
 */
static void judge_property(const struct judging *j, enum property p, unsigned first,
                           unsigned second)
{
    const struct state *s = &j->scene->state[first];
    const struct step_outcome *a = &j->o[first];
    const struct step_outcome *b = second < SCENE_STATES ? &j->o[second] : NULL;
    struct evidence *e = &j->f->evidence[p];
    if (outcomes_show(p, s, a, b)) {
        unsigned rank = outcomes_rank(p, s, a, b);
        if (!e->found || rank < e->rank) {
            *e = (struct evidence){true, (uint8_t)rank, (uint8_t)j->scene->number, (uint8_t)first,
                                   (uint8_t)second};
        }
    }
}

static bool in_user(unsigned state)
{
    return state % 2 == 1;
}

static void judge_state(const struct judging *j, unsigned i)
{
    const struct step_outcome *o = &j->o[i];
    j->f->states++;
    j->f->completes += o->trapped == TRAPPED_NOT;
    j->f->traps += o->trapped == TRAPPED_OTHER;
    judge_property(j, in_user(i) ? CONTROL_USER : CONTROL_SUPERVISOR, i, SCENE_STATES);
    if (in_user(i)) { /* a pair tells more */
        judge_property(j, UNPRIVILEGED, i, SCENE_STATES);
    }
}

static void judge_pair(const struct judging *j, unsigned a, unsigned b)
{
    const struct step_outcome *oa = &j->o[a], *ob = &j->o[b];
    if (!usable(oa) || !usable(ob)) {
        return;
    }
    j->f->pairs++;
    if (a / 2 == b / 2) { /* M alone differs */
        j->f->kept_out += oa->trapped == TRAPPED_NOT && ob->trapped == TRAPPED_OTHER;
        judge_property(j, MODE, a, b);
        judge_property(j, UNPRIVILEGED, a, b);
    } else if (in_user(a) == in_user(b)) {
        judge_property(j, in_user(a) ? LOCATION_USER : LOCATION_SUPERVISOR, a, b);
    } else {
        judge_property(j, JOINT, in_user(a) ? b : a, in_user(a) ? a : b);
    }
}

static void judge(const struct judging *j)
{
    for (unsigned a = 0; a < SCENE_STATES; a++) {
        if (j->o[a].trapped == TRAPPED_INTERRUPT) {
            continue;
        }
        judge_state(j, a);
        for (unsigned b = a + 1; b < SCENE_STATES; b++) {
            judge_pair(j, a, b);
        }
    }
}

/* --- experiments --- */

struct laboratory {
    struct stepper stepper[SCENE_STATES];
    struct scene scene;
    struct view view;
    struct step_outcome outcome[SCENE_STATES];
};

/* Which of the supervisor's bits, alone, lets through what has just been kept out. */
static void try_open(struct laboratory *lab, struct finding *f)
{
    for (unsigned b = 1; b < SCENE_STATES; b += 2) {
        if (lab->outcome[b - 1].trapped != TRAPPED_NOT ||
            lab->outcome[b].trapped != TRAPPED_OTHER) {
            continue;
        }
        for (unsigned hold = 0; hold < HOLDS; hold++) {
            struct step_outcome o;
            struct state open = lab->scene.state[b];
            state_hold(&open, 1u << hold);
            stepper_run(&lab->stepper[b], &lab->view, &open, &o);
            f->opens |= o.trapped == TRAPPED_NOT ? 1u << hold : 0;
        }
        return;
    }
}

static enum effect_kind shape(const struct view *v, enum variant variant)
{
    struct insn in = isa_decode(v->word, variant);
    return (enum effect_kind)isa_execute(&in, v->pc, v->x[in.rs1], v->x[in.rs2]).kind;
}

static void try_subject(struct laboratory *lab, const struct subject *u, struct finding *f)
{
    scene_draw(&lab->scene, u, &lab->view);
    for (unsigned i = 0; i < SCENE_STATES; i++) {
        stepper_run(&lab->stepper[i], &lab->view, &lab->scene.state[i], &lab->outcome[i]);
    }
    judge(&(struct judging){&lab->scene, f, lab->outcome});
    if (f->kept_out && !f->evidence[UNPRIVILEGED].found && lab->scene.number < SCENES / 8) {
        try_open(lab, f);
    }
    enum effect_kind effect = shape(&lab->view, lab->scene.variant);
    f->effect = effect != EFFECT_TRAP || lab->scene.number == 0 ? effect : f->effect;
}

static bool open_all(struct laboratory *lab, const struct experiment *e)
{
    for (unsigned i = 0; i < SCENE_STATES; i++) {
        if (!stepper_open(&lab->stepper[i], e->variant, e->effective)) {
            return false;
        }
    }
    return true;
}

bool decide(struct experiment *e)
{
    struct laboratory *lab = calloc(1, sizeof *lab);
    bool good = lab && open_all(lab, e);
    for (unsigned n = 0; good && n < SCENES; n++) {
        scene_make(&lab->scene, e->variant, e->effective, n);
        for (unsigned i = 0; i < SCENE_STATES; i++) {
            stepper_place(&lab->stepper[i], &lab->scene.view, &lab->scene.state[i]);
        }
        for (unsigned u = 0; u < e->count; u++) {
            try_subject(lab, &e->subjects[u], &e->findings[u]);
        }
    }
    for (unsigned i = 0; lab && i < SCENE_STATES; i++) {
        stepper_close(&lab->stepper[i]);
    }
    free(lab);
    return good;
}
