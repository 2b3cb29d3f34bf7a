/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The definitions of Popek and Goldberg, decided by experiment: what pairs of states show of a
 * subject, and what follows for the theorems. An experiment proves what it finds (sensitive, not
 * privileged); what it does not find (innocuous, privileged) holds as far as states were
 * enumerated.
 *
 * Decided here, where the paper leaves it open (docs/theory.md has the reasons):
 * - an instruction that traps in user mode and not in supervisor mode is privileged, and that
 *   difference does not make it mode-sensitive; any other difference in whether it traps counts;
 * - the processor is a resource, since there are a timer and wfi: to give it up is control;
 * - everything outside the window differs from state to state, so what depends on it is
 *   location-sensitive; M alone is not part of it.
 *
 * `effective` asks the same of another R: the one that the hardware makes of M and R together.
 */
#ifndef PANEL_CLASSIFY_DECIDE_H
#define PANEL_CLASSIFY_DECIDE_H

#include "classify.h"
#include "classify_scenes.h"

/* What a pair of states, or one, can show. */
enum property {
    CONTROL_SUPERVISOR,  /* from a state in supervisor mode: M, R or another resource changes */
    CONTROL_USER,        /* the same from user mode */
    LOCATION_SUPERVISOR, /* another R (or another something outside the window), another result */
    LOCATION_USER,
    MODE,         /* only M differs, and the result */
    JOINT,        /* R and M together, and neither alone */
    UNPRIVILEGED, /* completes in user mode as in supervisor mode */
    PROPERTIES
};

/* The best states that showed it: SCENE_STATES as `second` if one state did. */
struct evidence {
    bool found;
    uint8_t rank; /* 0: most telling */
    uint8_t scene, first, second;
};

struct finding {
    struct evidence evidence[PROPERTIES];
    unsigned states, pairs;    /* run; compared: neither of the pair traps on memory */
    unsigned completes, traps; /* states: without a trap, with one that is not memory's */
    unsigned kept_out;         /* pairs: completes in supervisor mode, traps in user mode */
    unsigned opens;            /* the holds that alone let it through, as bits */
    enum effect_kind effect;   /* what its meaning asks for: the shape of its semantics */
};

struct experiment {
    enum variant variant;
    bool effective;
    const struct subject *subjects;
    struct finding *findings; /* one each */
    unsigned count;
};

/* Try all scenes on all subjects. False if there is no memory. */
bool decide(struct experiment *e);

bool finding_has(const struct finding *f, enum property p);
bool finding_sensitive(const struct finding *f);
bool finding_user_sensitive(const struct finding *f);
bool finding_supervisor_sensitive(const struct finding *f);
bool finding_privileged(const struct finding *f);
enum verdict_word finding_word(const struct finding *f);

/* Whether the class that the rows predict allows for what was found of a subject. */
bool class_allows(enum insn_class class, enum verdict_word found);

/*
 * Whether the outcomes a (of state s) and b (or null) show the property; and how telling that is.
 * For pairs in both modes a is the one in supervisor mode.
 */
bool outcomes_show(enum property p, const struct state *s, const struct step_outcome *a,
                   const struct step_outcome *b);
unsigned outcomes_rank(enum property p, const struct state *s, const struct step_outcome *a,
                       const struct step_outcome *b);

#endif
