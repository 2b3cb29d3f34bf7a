/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one thing of grading that touches the host: compiling what a student handed in. A box is a
 * directory of its own, in which trusted files and the student's lie together; the cross compiler
 * runs in it with no environment but what it needs, limits on time, memory and the size of files,
 * in a session that is killed as a whole; behind walls too, if there are any (docs/box.md).
 * Whatever a tool has opened outside of the box and of the compiler's own folders (preprocessor's
 * and assembler's lists of dependencies say so) makes the whole build void, and nothing that it has
 * said is shown. Owns the box. Called by grade_*.c; nothing else compiles.
 */
#ifndef PANEL_JAIL_H
#define PANEL_JAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "diag.h"

enum { JAIL_FILE_SIZE = 1 << 20, JAIL_MESSAGES = 16 << 10 };

struct jail {
    char *folder;     /* absolute; removed by jail_close() */
    char *compiler;   /* gcc's path */
    char *target;     /* what it compiles for: part of its paths */
    char *headers[2]; /* the compiler's own folders of headers: nothing else outside is read */
    char *bubblewrap; /* bwrap's path, or NULL: it is not there, or does not work here */
    bool fence;       /* instead of it: Landlock, which is part of newer Linux kernels */
};

/*
 * 0, or a status after a message (interrupted: EXIT_GUEST without). From now on an interrupt does
 * not end the process, so that the box is removed: run_interrupted() tells of it.
 */
int jail_open(struct jail *j);
void jail_close(struct jail *j);

/*
 * Put a trusted file, or folder with all in it, into the box under `name`, where nothing is yet:
 * first what is trusted, then what is taken. Submissions may read it: tests do not belong there.
 * 0 or a status.
 */
int jail_trust(struct jail *j, const char *path, const char *name);

/*
 * Take `name` (a plain relative path of lab.yaml's own) out of a submission's folder: a regular
 * file, no symbolic link on the way, at most JAIL_FILE_SIZE. False, with why in words for the
 * student: it is missing, a link, too large. A trusted file of that name, out of a folder, is gone
 * from the box in either case: no submission is completed by the reference.
 */
bool jail_take(struct jail *j, const char *submission, const char *name, char why[200]);

/* What became of a build. */
struct jail_result {
    bool built;
    bool escaped;   /* it wanted a file of the host's: the messages are ours alone */
    bool limited;   /* the tools took too much time, memory or disk: likewise */
    char *image;    /* absolute path in the box; NULL if it was not built */
    char *messages; /* for the student, paths as in the hand-in, bounded; "" if there are none */
};

/* Which sources make the image, and how they are compiled and linked. Texts are the caller's. */
struct jail_recipe {
    const char *const *sources; /* in the box: .c and .S */
    size_t source_count;
    const char *const *objects; /* trusted, compiled before: absolute paths */
    size_t object_count;
    const char *const *flags; /* trusted; those for PG-32 come by themselves, and no -include */
    size_t flag_count;
    const char *script; /* the linker's, in the box: trusted */
    const char *image;  /* its name */
};

/*
 * Compile and link. 0, whatever became of it, an interrupt included; or EXIT_INTERNAL after a
 * message. The image has no debugging information: nothing of the host reads what a student could
 * have put there.
 */
int jail_build(struct jail *j, const struct jail_recipe *recipe, struct jail_result *r);
void jail_result_free(struct jail_result *r);

#endif
