/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a process may call: the system calls (../syscall.def), and a few helpers. Formatted output,
 * strings, malloc and sorting are those of examples/lib. -1 is failure.
 */
#ifndef USER_H
#define USER_H

#include <stddef.h>

/* A program gets one string of arguments; what it returns is its exit status. */
int main(char *args);

/* End with this status. */
_Noreturn void exit(int status);

/* Start a program with one string of arguments. Returns its pid. */
int spawn(const char *name, const char *args);

/* Wait until the child `pid` (0: any) has ended. Returns its pid; status may be NULL. */
int wait(int pid, int *status);

/* Have a process end, with status -1. */
int kill(int pid);

int getpid(void);

/* Let others run first. */
int yield(void);

/* Sleep for n ticks of 10 ms. */
int sleep(unsigned n);

/* Ticks since the start; ticks that found the process `pid` running. */
int uptime(void);
int times(int pid);

/* Move the heap's end. Returns the old one as an address. */
int sbrk(int delta);

/* The console: read (part of) a line, 0 at the end of input; write. Returns the number of bytes. */
int read(int fd, void *to, size_t n);
int write(int fd, const void *from, size_t n);

/* Print the table of processes. */
int ps(void);

/* Stop the machine. */
_Noreturn void poweroff(int status);

/* The next word of *rest, which moves behind it; "" at the end. Words are parted by blanks. */
char *next_word(char **rest);

/* A number among the arguments, or `otherwise` if there is none. */
int number_or(char **rest, int otherwise);

#endif
