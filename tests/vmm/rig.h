/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The test rig: a simulated machine with the monitor's C as its supervisor. Guests run for real, in
 * the simulated hart's user mode; each trap of theirs comes to vmm_dispatch() on the host, with
 * registers saved and restored as vmm/entry.S does.
 *
 * Owns the machine, the staged device tree, and what each console has said. One rig at a time,
 * because the monitor has one root.
 */
#ifndef TESTS_VMM_RIG_H
#define TESTS_VMM_RIG_H

#include "tests/vmm/hw_host.h"
#include "vmm/vmm.h"

enum { RIG_VMS = 4, RIG_OUTPUT = 4096, RIG_COST = 100 };

/* A VM to be: its bytes are loaded at RAM_BASE, where it also starts. */
struct rig_vm {
    const char *name;
    uint32_t memory, weight;
    const void *bytes;
    uint32_t size;
    uint32_t tohost;       /* 0: none */
    const char *technique; /* null: plain */
    uint32_t disk_start, disk_sectors;
    bool virtio_console;
    uint32_t cap; /* percent; 0: none */
};

struct rig_config {
    uint32_t ram, tlb, soft_tlb;
    uint32_t quantum;      /* cycles */
    uint32_t disk_sectors; /* of the machine's disk; byte n of sector s is s + 7 n */
    bool virtio_legacy;
    uint32_t vms;
    struct rig_vm vm[RIG_VMS];
};

struct rig {
    struct machine *machine;
    struct vcpu *running; /* what mscratch holds on the machine */
    enum hw_end end;
    uint32_t tree, tree_size;
    uint32_t images;      /* first address of what is staged */
    uint32_t reserved;    /* vmm.frame_next when the VMs had been booted */
    uint64_t trap_cycles; /* when the last trap came */
    uint64_t dispatches;
    void (*after)(void);                  /* called after each visit to the monitor; may be null */
    char output[RIG_VMS + 1][RIG_OUTPUT]; /* by channel; 0 is the monitor's own */
    uint32_t output_size[RIG_VMS + 1];
    uint32_t grants[RIG_VMS + 1];
    struct framing framing;
};

extern struct rig rig;

/* One VM in a megabyte: what most tests start from. */
struct rig_config rig_config(const void *bytes, uint32_t size);

/* Put everything in place as the panel does, the monitor not yet started. */
void rig_stage(const struct rig_config *config);

/* Start the monitor, and its first guest. */
enum hw_end rig_start(void);

/* Both; the monitor is expected to boot. */
void rig_boot(const struct rig_config *config);

/* Run at most so many instructions of guests, ending at the first trap, which is dispatched. */
enum hw_end rig_step(uint64_t instructions);

/* Run until the machine ends or has spent so many cycles (HW_SPENT). */
enum hw_end rig_run(uint64_t cycles);

/* Type text at VM i's keyboard, in frames. */
void rig_type(uint32_t i, const char *text);

/* A word of a VM's memory, as the guest left it (0 if it never had that page). */
uint32_t rig_word(const struct vm *vm, uint32_t pa);

/* Check that the monitor's own bytes are as they were, and free the machine. */
void rig_free(void);

/* A test's teardown: frees what a failed test has left. */
int rig_teardown(void **state);

#endif
