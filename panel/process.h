/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Work in a process of its own: what befalls it befalls nobody else. Its standard error goes
 * through a pipe to its parent; it has no other input or output. For experiment_child.c,
 * grade_run.c and grade_class.c. Owns the pipe.
 */
#ifndef PANEL_PROCESS_H
#define PANEL_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { PROCESS_TEXT = 4096 };

struct process {
    pid_t pid;
    int pipe;                /* of what it says on standard error */
    bool told;               /* to end: what becomes of it then is no crash */
    char text[PROCESS_TEXT]; /* the beginning of that; its first line when it has ended */
    size_t size;
};

/* The work; what it returns is the exit status. */
typedef int process_work(void *context);

/* Start it: 0, or a status after a message about `what` it is for. */
int process_start(struct process *p, process_work *work, void *context, const char *what);

/* Take in what it says: false at the end of that. Then wait for it to end: as of waitpid(). */
bool process_read(struct process *p);
int process_wait(struct process *p);

/* How one ended that could not say so itself, in new memory. */
char *process_crash(const struct process *p, int ended);

#endif
