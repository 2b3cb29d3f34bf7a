/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "syscall.h"

#include <console.h>
#include <stdio.h>
#include <stdlib.h>

#include "kalloc.h"
#include "proc.h"
#include "sched.h"
#include "tick.h"
#include "uart.h"

enum { STDIN, STDOUT, STDERR };

/* A call gets the process and its arguments. Addresses among them are the process's: vm_copy*. */
static int sys_exit(struct proc *p, const uint32_t *a)
{
    proc_exit(p, (int)a[0]);
}

/* The arguments go through a page: a kernel stack is no place for a kilobyte. */
static int sys_spawn(struct proc *p, const uint32_t *a)
{
    char name[PROC_NAME];
    char *args = kalloc();
    int pid = -1;
    if (args == NULL) {
        return -1;
    }
    if (vm_copyin_string(&p->vm, name, a[0], sizeof name) &&
        vm_copyin_string(&p->vm, args, a[1], PROC_ARGS)) {
        pid = proc_spawn(p, name, args);
    }
    kfree(args);
    return pid;
}

/* A null pointer says that the status is not wanted; a bad one is told before anything is lost. */
static int sys_wait(struct proc *p, const uint32_t *a)
{
    int status = 0;
    if (a[1] != 0 && !vm_copyout(&p->vm, a[1], &status, sizeof status)) {
        return -1;
    }
    int pid = proc_wait(p, (int)a[0], &status);
    if (pid > 0 && a[1] != 0) {
        vm_copyout(&p->vm, a[1], &status, sizeof status);
    }
    return pid;
}

static int sys_kill(struct proc *p, const uint32_t *a)
{
    (void)p;
    return proc_kill((int)a[0]);
}

static int sys_getpid(struct proc *p, const uint32_t *a)
{
    (void)a;
    return p->pid;
}

static int sys_yield(struct proc *p, const uint32_t *a)
{
    (void)p;
    (void)a;
    sched_yield();
    return 0;
}

static int sys_sleep(struct proc *p, const uint32_t *a)
{
    return tick_sleep(p, a[0]);
}

static int sys_uptime(struct proc *p, const uint32_t *a)
{
    (void)p;
    (void)a;
    return (int)tick_now();
}

static int sys_times(struct proc *p, const uint32_t *a)
{
    (void)p;
    const struct proc *of = proc_find((int)a[0]);
    return of ? (int)of->ticks : -1;
}

static int sys_sbrk(struct proc *p, const uint32_t *a)
{
    return vm_sbrk(&p->vm, (int)a[0]);
}

static int sys_read(struct proc *p, const uint32_t *a)
{
    char line[UART_LINE];
    size_t n = a[2] < sizeof line ? a[2] : sizeof line;
    if (a[0] != STDIN || (int)a[2] < 0) {
        return -1;
    }
    if (n == 0) {
        return 0;
    }
    int got = uart_read(p, line, n);
    if (got > 0 && !vm_copyout(&p->vm, a[1], line, (size_t)got)) {
        return -1;
    }
    return got;
}

static int sys_write(struct proc *p, const uint32_t *a)
{
    char part[UART_LINE];
    if ((a[0] != STDOUT && a[0] != STDERR) || (int)a[2] < 0) {
        return -1;
    }
    for (uint32_t done = 0; done < a[2]; done += sizeof part) {
        size_t n = a[2] - done < sizeof part ? a[2] - done : sizeof part;
        if (!vm_copyin(&p->vm, part, a[1] + done, n)) {
            return -1;
        }
        console_write(part, n);
    }
    return (int)a[2];
}

static int sys_ps(struct proc *p, const uint32_t *a)
{
    (void)p;
    (void)a;
    proc_list();
    return 0;
}

static int sys_poweroff(struct proc *p, const uint32_t *a)
{
    (void)p;
    printf("kernel: power off, status %d\n", (int)a[0]);
    exit((int)a[0]);
}

static int (*const calls[])(struct proc *p, const uint32_t *a) = {
#define SYSCALL(number, name) [number] = sys_##name,
#include "syscall.def"
};

void syscall(struct proc *p)
{
    uint32_t number = p->frame->x[REG_A7];
    const uint32_t *arguments = &p->frame->x[REG_A0];
    int result = -1;
    if (number < sizeof calls / sizeof calls[0] && calls[number]) {
        result = calls[number](p, arguments);
    }
    p->frame->x[REG_A0] = (uint32_t)result;
}
