/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run cost, as a table for people and as JSON for programs. */
#ifndef PANEL_REPORT_H
#define PANEL_REPORT_H

#include <stdint.h>
#include <stdio.h>

#include "session.h"
#include "symbols.h"

/* One guest of the run, on a bare machine of its own: what to compare with. */
struct bare {
    bool ran;
    bool passed;
    uint64_t busy_cycles, instructions;
    struct services services;
    uint64_t output_bytes, output_hash;
};

/* A run to report: a settled session, and bare[i] for each guest, or null. */
struct report {
    const struct session *session;
    const struct bare *bare;
};

/* Whether guest i's console put out the same bytes as bare. */
bool report_same_output(const struct report *r, unsigned i);

/* Cycles that guest i's VM took, over those of the guest bare; waiting is counted in neither. */
double report_slowdown(const struct report *r, unsigned i);

void report_table(const struct report *r, FILE *out);

/* Services of guest i's kernel, bare and in the VM: what each costs, and what that is made of. */
void report_services(const struct report *r, unsigned i, FILE *out);

/* Name of a system call, by the image's symbol SYSCALL_name of that value; or nothing. */
struct symbol_text report_call_name(const struct image *image, const struct service *s);

/* Cycles of a call in the VM over those of a call bare; 0 if either was never made. */
double report_service_slowdown(const struct service *bare, const struct service *vm);

/* Schema trapeze-run/1. */
void report_json(const struct report *r, FILE *out);

#endif
