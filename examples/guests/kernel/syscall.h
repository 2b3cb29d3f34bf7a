/* SPDX-License-Identifier: GPL-3.0-or-later */
/* System calls: trap.c brings them here, the rows of syscall.def say which there are. */
#ifndef SYSCALL_H
#define SYSCALL_H

struct proc;

/* Do what p asks for in a7 and a0-a2; the result goes to its a0. */
void syscall(struct proc *p);

#endif
