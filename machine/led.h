/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A machine that is led: what happens on it by itself (time that passes while it waits, lines that
 * rise, devices that get on with their work, input that arrives) happens when its leader says so,
 * and at no other moment. So it can repeat, instruction by instruction, what happened to another
 * machine at moments of its own. The leader is whoever calls these functions, between two runs.
 *
 * Its clock goes a cycle with each instruction, and stands still in wfi. An exception costs none.
 */
#ifndef MACHINE_LED_H
#define MACHINE_LED_H

#include "machine/machine.h"

/* From now on m, at reset, is led. */
void led_begin(struct machine *m);

/* m waits in wfi, up to this cycle. */
void led_wait(struct machine *m, uint64_t cycle);

/* The devices' lines go to the interrupt controller; what mip ought to be, by them and the time. */
uint32_t led_lines(struct machine *m);

/* mip becomes this, until it is set again. */
void led_raise(struct machine *m, uint32_t mip);

/* The real-time clock's alarm rings, if it is due. */
void led_ring(struct machine *m);

/* A byte of input reaches the UART. False if there is none, or it would not be accepted. */
bool led_type(struct machine *m);

/* A virtio device does a step of its work. False if there is none to do now. */
bool led_step(struct machine *m, unsigned slot);

/* The virtio console hands its driver `count` bytes of input. False if it has not as many. */
bool led_fill(struct machine *m, uint32_t count, uint32_t first_piece);

/*
 * m's TLB has one more entry, until all that are lent are returned: false if there is no room. No
 * instruction of the TLB's may find them there; the fetch of one may, so an observer of
 * instructions may return them. And entry `index` becomes this one, which was not there: what it
 * was.
 */
bool led_lend(struct machine *m, struct tlb_entry e);
void led_return(struct machine *m);
struct tlb_entry led_swap(struct machine *m, uint32_t index, struct tlb_entry e);

/*
 * The tick at which the timer's line is to rise, the alarm to ring or a virtio device to work,
 * which has passed if that is overdue; UINT64_MAX if they all wait for software. And for how many
 * ticks the one that has waited for longest is overdue.
 */
uint64_t led_due(const struct machine *m);
uint64_t led_overdue(const struct machine *m);

/* The tick at which input that waits may reach the virtio console, if it has buffers then. */
uint64_t led_input_due(const struct machine *m);

#endif
