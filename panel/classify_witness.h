/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A witness: a state, or a pair of states, that shows a property of an instruction, shrunk until
 * nothing can be taken away. It is complete in itself, so that it can be written, read and run
 * again.
 *
 * A bench is the pair of machines that witnesses are tried on. It owns them.
 */
#ifndef PANEL_CLASSIFY_WITNESS_H
#define PANEL_CLASSIFY_WITNESS_H

#include "classify_decide.h"

struct witness {
    enum variant variant;
    enum property shows;
    unsigned rank;                /* at most, of what it shows: see outcomes_rank() */
    char name[SUBJECT_NAME_SIZE]; /* of what it is about */
    struct view view;
    unsigned states; /* 1 or 2 */
    struct state state[2];
    uint8_t outside[2][STEPPER_RAM];
    struct step_outcome outcome[2];
};

struct bench {
    enum variant variant;
    struct stepper stepper[2];
    struct scene scene;
};

/* Null if there is no memory for it. */
struct bench *bench_new(enum variant v);
void bench_free(struct bench *b);

/* The witness for a property that was found. */
void witness_find(struct bench *b, const struct subject *s, const struct finding *f,
                  enum property p, struct witness *w);

/*
 * Run it: w->outcome is what became of it. Whether it shows what it says, and is a pair of the kind
 * that the definitions speak of. `place`: its storage has changed since the last time.
 */
bool witness_try(struct bench *b, struct witness *w, bool place);

/* Whether all but M is the same in both states by the definition of the property. */
bool witness_tied(const struct witness *w);

/* Put state `which` into any machine of its variant with as much RAM and as many TLB entries. */
void witness_fill(const struct witness *w, unsigned which, struct machine *m);

/* Make a witness of nothing: reset values, zeros, one state. */
void witness_clear(struct witness *w, enum variant v);

/* --- fields, by name: for whoever shows, writes or reads a witness --- */

typedef void witness_field(void *context, const char *name, uint32_t value);

/* What the view has besides zeros; what state `which` has besides reset values, mode apart. */
void witness_view_fields(const struct witness *w, witness_field *put, void *context);
void witness_state_fields(const struct witness *w, unsigned which, witness_field *put,
                          void *context);

/* What became of state `which`, for the fields in which the outcome shows something. */
void witness_outcome_fields(const struct witness *w, unsigned which, witness_field *put,
                            void *context);

/* Set a field by its name. False if there is none of that name, or it cannot have that value. */
bool witness_set_view(struct witness *w, const char *name, uint32_t value);
bool witness_set_state(struct witness *w, unsigned which, const char *name, uint32_t value);

extern const char *const property_keys[PROPERTIES];  /* "control-supervisor": in files */
extern const char *const property_words[PROPERTIES]; /* "control-sensitive in supervisor mode" */

#endif
