/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proc.h"

#include <stdio.h>
#include <string.h>

#include "image.h"
#include "kalloc.h"
#include "panic.h"
#include "sched.h"

#define STACK_MARK 0x5afe57acu

struct proc proc_table[PROC_MAX];
static int last_pid;

static struct proc *free_slot(void)
{
    for (struct proc *p = proc_table; p < proc_table + PROC_MAX; p++) {
        if (p->state == PROC_FREE) {
            return p;
        }
    }
    return NULL;
}

struct proc *proc_find(int pid)
{
    for (struct proc *p = proc_table; p < proc_table + PROC_MAX; p++) {
        if (p->pid == pid && p->state != PROC_FREE && p->state != PROC_ZOMBIE) {
            return p;
        }
    }
    return NULL;
}

/* A kernel stack, with the frame at its top and a mark at its bottom. */
static bool create_stack(struct proc *p)
{
    p->kernel_stack = kalloc();
    if (p->kernel_stack == NULL) {
        return false;
    }
    *(uint32_t *)(void *)p->kernel_stack = STACK_MARK;
    p->frame = (void *)(p->kernel_stack + PAGE_SIZE - sizeof *p->frame);
    return true;
}

void proc_check_stack(const struct proc *p)
{
    if (*(const uint32_t *)(const void *)p->kernel_stack != STACK_MARK) {
        panic("pid %d: kernel stack overflow", p->pid);
    }
}

static void destroy(struct proc *p)
{
    if (p->vm.directory) {
        vm_destroy(&p->vm);
    }
    if (p->kernel_stack) {
        kfree(p->kernel_stack);
    }
    memset(p, 0, sizeof *p);
}

/*
 * The arguments lie at the top of the user stack, and main's parameter points to them. entry.S
 * finds the page table in the frame.
 */
static bool prepare_frame(struct proc *p, uint32_t entry, const char *args)
{
    uint32_t top = USER_END - PROC_ARGS;
    if (!vm_copyout(&p->vm, top, args, strlen(args) + 1)) {
        return false;
    }
    p->frame->pc = entry;
    p->frame->x[REG_SP] = top;
    p->frame->x[REG_A0] = top;
    p->frame->directory = (uint32_t)(uintptr_t)p->vm.directory;
    p->frame->asid = p->vm.asid;
    return true;
}

/* An address space with the program in it; the slot's number makes the ASID. */
static bool build(struct proc *p, const struct image *image, const char *args)
{
    uint32_t asid = (uint32_t)(p - proc_table) + 1;
    uint32_t entry;
    return create_stack(p) && vm_create(&p->vm, asid) && image_load(image, &p->vm, &entry) &&
           prepare_frame(p, entry, args);
}

int proc_spawn(struct proc *parent, const char *name, const char *args)
{
    struct proc *p = free_slot();
    const struct image *image = image_find(name);
    if (p == NULL || image == NULL || strlen(args) >= PROC_ARGS) {
        return -1;
    }
    if (!build(p, image, args)) {
        destroy(p);
        return -1;
    }
    snprintf(p->name, sizeof p->name, "%s", name);
    p->pid = ++last_pid;
    p->parent = parent;
    p->context.ra = (uint32_t)(uintptr_t)trap_return;
    p->context.sp = (uint32_t)(uintptr_t)p->frame;
    p->state = PROC_RUNNABLE;
    return p->pid;
}

/* The children of one who has ended become init's. */
static void give_away_children(const struct proc *p)
{
    struct proc *init = proc_find(PROC_INIT_PID);
    for (struct proc *child = proc_table; child < proc_table + PROC_MAX; child++) {
        if (child->state != PROC_FREE && child->parent == p) {
            child->parent = init;
        }
    }
    sched_wake(init);
}

void proc_exit(struct proc *p, int status)
{
    if (p->pid == PROC_INIT_PID) {
        panic("init has ended, status %d", status);
    }
    vm_destroy(&p->vm); /* the kernel's own addresses are physical, and stay */
    give_away_children(p);
    p->status = status;
    p->state = PROC_ZOMBIE;
    sched_wake(p->parent);
    sched_leave();
    panic("a zombie runs");
}

/* A child that answers to `pid`, preferably one that has ended; NULL if there is none. */
static struct proc *find_child(const struct proc *p, int pid)
{
    struct proc *found = NULL;
    for (struct proc *child = proc_table; child < proc_table + PROC_MAX; child++) {
        bool ours = child->state != PROC_FREE && child->parent == p;
        bool fits = ours && (pid == 0 || child->pid == pid);
        if (fits && (found == NULL || child->state == PROC_ZOMBIE)) {
            found = child;
        }
    }
    return found;
}

int proc_wait(struct proc *p, int pid, int *status)
{
    struct proc *child;
    while ((child = find_child(p, pid)) != NULL && !p->killed) {
        if (child->state == PROC_ZOMBIE) {
            int ended = child->pid;
            *status = child->status;
            destroy(child);
            return ended;
        }
        sched_sleep(p);
    }
    return -1;
}

int proc_kill(int pid)
{
    struct proc *p = proc_find(pid);
    if (p == NULL || pid == PROC_INIT_PID) {
        return -1;
    }
    p->killed = true;
    if (p->state == PROC_SLEEPING) { /* whoever sleeps looks whether he was killed when he wakes */
        p->state = PROC_RUNNABLE;
    }
    return 0;
}

void proc_list(void)
{
    static const char *const names[] = {"free", "runnable", "running", "sleeping", "zombie"};
    printf("  pid parent state     name\n");
    for (const struct proc *p = proc_table; p < proc_table + PROC_MAX; p++) {
        if (p->state != PROC_FREE) {
            printf("%5d %6d %-9s %s\n", p->pid, p->parent ? p->parent->pid : 0, names[p->state],
                   p->name);
        }
    }
}
