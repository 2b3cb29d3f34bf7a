/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Processes: a table of them, each with an address space, a kernel stack, a parent. proc.c owns
 * their birth and death; sched.c decides who runs.
 *
 * There is one hart, and the kernel runs with interrupts off: between two calls of sched_sleep or
 * sched_yield nothing else happens in it. So it needs no locks.
 */
#ifndef PROC_H
#define PROC_H

#include <stdbool.h>
#include <stdint.h>

#include "trap.h"
#include "vm.h"

enum { PROC_MAX = 32, PROC_NAME = 16, PROC_ARGS = 1024, PROC_KILLED = -1, PROC_INIT_PID = 1 };

enum proc_state { PROC_FREE, PROC_RUNNABLE, PROC_RUNNING, PROC_SLEEPING, PROC_ZOMBIE };

/* What context_switch() in entry.S keeps: the registers that a C function preserves. */
struct context {
    uint32_t ra, sp, s[12];
};

struct proc {
    enum proc_state state;
    int pid;
    char name[PROC_NAME];
    struct proc *parent;
    struct vm vm;
    char *kernel_stack;       /* a page; the lowest word is a mark */
    struct trap_frame *frame; /* at its top */
    struct context context;   /* of the kernel, while this process does not run */
    const void *channel;      /* what it sleeps for */
    bool killed;              /* to exit as soon as it would return to user mode */
    int status;               /* a zombie's, for its parent */
    unsigned ticks;           /* that found it running */
};

/* The table, for those who look through it: PROC_MAX entries. */
extern struct proc proc_table[PROC_MAX];

/* Start a program with one string for arguments. Returns its pid, or -1. */
int proc_spawn(struct proc *parent, const char *name, const char *args);

/* End p, which is running. Its parent may collect the status. */
_Noreturn void proc_exit(struct proc *p, int status);

/*
 * Wait until the child `pid` (0: any) has ended. Returns its pid, or -1 if there is no such child
 * or p was killed.
 */
int proc_wait(struct proc *p, int pid, int *status);

/* Have a process end. 0, or -1 if there is none, or it is init. */
int proc_kill(int pid);

/* A live process, or NULL. */
struct proc *proc_find(int pid);

/* Print the table on the console. */
void proc_list(void);

/* Panic if p's kernel stack has overflowed. */
void proc_check_stack(const struct proc *p);

#endif
