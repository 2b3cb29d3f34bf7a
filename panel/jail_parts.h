/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of the box (jail.h) have in common. jail.c makes it, jail_take.c has what is taken
 * out of a submission, jail_near.c what lies there at another place, jail_prepare.c what of the
 * host it is built of, jail_fence.c one of its walls; jail_run.c runs a tool in it, jail_check.c
 * says what the tool has opened, jail_object.c what the assembler has made, jail_text.c is what a
 * student is shown; jail_unit.c takes a source through all of that, and jail_build.c all sources.
 * Only these include it.
 */
#ifndef PANEL_JAIL_PARTS_H
#define PANEL_JAIL_PARTS_H

#include <stdint.h>

#include "jail.h"
#include "toolchain.h"

/* What a tool may take. Whoever needs more is stopped, and told nothing but that. */
enum {
    JAIL_CPU_SECONDS = 20,
    JAIL_WALL_SECONDS = 240, /* only for one that waits for something: a busy host is no reason */
    JAIL_MEMORY = 1 << 30,
    JAIL_OUTPUT_SIZE = 32 << 20 /* of a file that a tool writes */
};

/* The folder in the box for what is made, and the tools' TMPDIR. No hand-in has such a name. */
#define JAIL_MADE ".made"

/* Included before each source. */
#define JAIL_GUARD JAIL_MADE "/guard.h"

/* A relative path that no tool, make, list or terminal can take for something else. */
bool jail_is_plain(const char *name);

/*
 * A file of the submission's that is called as `name` is, in whatever letters, but in another
 * folder: its path, in new memory. NULL if there is none, or too much to look through.
 */
char *jail_elsewhere(const char *submission, const char *name);

/* A text that grows up to a bound; what is more is lost, and said to be. */
struct jail_text {
    size_t most;
    char *text; /* NUL-terminated once something was added; may hold other NULs */
    size_t size;
    bool cut;
};
void jail_text_add(struct jail_text *t, const char *bytes, size_t size);
void jail_text_say(struct jail_text *t, const char *line);
void jail_text_free(struct jail_text *t);

/* Is one of these words in it? */
bool jail_text_has(const struct jail_text *t, const char *const *words, size_t count);

/* What tools said as a student may see it: names as in the hand-in, nothing for a terminal. */
void jail_text_show(struct jail_text *out, const struct jail_text *said, const struct jail *j);

/* How a tool ended. */
struct jail_end {
    bool good;        /* status 0 */
    bool unrunnable;  /* it could not be started, or not behind its walls */
    bool limited;     /* it took too much, or broke down */
    bool interrupted; /* Trapeze itself is to end */
    struct jail_text said;
};

/*
 * Run a tool in the box to its end, with its whole process group. 0, or EXIT_INTERNAL after a
 * message if there can be no process. e->said is to be freed in either case.
 */
int jail_run(const struct jail *j, const struct arguments *a, struct jail_end *e);

/*
 * Ask the compiler for its headers, and try which walls stand here. 0, or a status after a message;
 * interrupted, EXIT_GUEST.
 */
int jail_prepare(struct jail *j);

/* Where tools and their libraries lie: what a wall leaves open, for reading. */
typedef void jail_place_visitor(void *context, const char *place);
void jail_places(const struct jail *j, jail_place_visitor *visit, void *context);

/*
 * Called between fork and exec: the kernel takes everything out of reach but these places, and the
 * box. False if it cannot.
 */
bool jail_fence(const struct jail *j);

/* Has this kernel such a thing? */
bool jail_fence_known(void);

/* Is a name that a tool knows a file by one of the box or of the compiler's own headers? */
bool jail_inside(const struct jail *j, const char *name);

/* Are all files in a list of dependencies inside? `list` is in the box. NONE: it is not there. */
enum jail_list { LIST_INSIDE, LIST_OUTSIDE, LIST_NONE };
enum jail_list jail_check_list(const struct jail *j, const char *list);

/* Has a tool said of a file that is outside that it is there, or that it is not? */
bool jail_told_of_file(const struct jail *j, const struct jail_text *said);

/* What a preprocessed source says of its own lines: do they name files that are outside? */
bool jail_lines_inside(const struct jail *j, const char *preprocessed);

/* May the assembler, given this text, open a file? */
bool jail_may_open(const struct jail *j, const char *assembly);

/*
 * Does an object have a section with a meaning to the linker or to its plugins? Its name, in new
 * memory, or NULL.
 */
char *jail_odd_section(const struct jail *j, const char *object);

/* The path of what has this name in the box, in new memory. */
char *jail_path(const struct jail *j, const char *name);

/* A new file in the box, in folders that are made; 0, or EXIT_INTERNAL after a message. */
int jail_put(const struct jail *j, const char *name, const char *bytes, size_t size);

/* A file in the box, whole, in new memory with a NUL behind it; NULL if it is not there. */
char *jail_read(const struct jail *j, const char *name, size_t *size);

/* --- a build --- */

/* On its way. After `over`, nothing more is run. */
struct jail_work {
    const struct jail *jail;
    const struct jail_recipe *recipe;
    struct jail_result *result;
    struct jail_text messages;
    struct arguments objects; /* of the sources, in the box */
    bool failed, over;
};

/* One source to an object: steps that end with the first that fails. 0, or a fault of Trapeze's. */
int jail_unit(struct jail_work *w, const char *source);

/* Say what is wrong with a source; the build goes on, to see what else is. */
void jail_refuse(struct jail_work *w, const char *source, const char *why);

/* A source has asked for a file that is outside: it is over, and what tools said is not shown. */
void jail_escaped(struct jail_work *w, const char *source);

/* Whether what a tool says goes to the messages. */
enum jail_show { SHOW_NEVER, SHOW_FAILURE, SHOW_ALWAYS };

/*
 * Run a tool for a source, and free its command. If what it says is about a file that is outside,
 * or it takes too much, it is over. Whether it did what it should; a fault of Trapeze's is in
 * *status.
 */
bool jail_step(struct jail_work *w, struct arguments *a, const char *source, enum jail_show show,
               int *status);

#endif
