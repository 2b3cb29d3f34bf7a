/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session: a machine made from a configuration, with its guests' images in place, its consoles
 * connected and its ledger open, ready to run. The commands run and repl are made of it.
 */
#ifndef PANEL_SESSION_H
#define PANEL_SESSION_H

#include "config.h"
#include "console.h"
#include "ledger.h"
#include "load.h"
#include "machine/image.h"
#include "machine/machine.h"
#include "signature.h"
#include "typing.h"

/* One VM of the session, or the guest that owns the machine. */
struct guest {
    const struct config_vm *config;
    const struct config_kin *kin; /* where it is among the session's guests; alone if it is bare */
    struct image image;
    struct blob initrd;
    struct signature signature;
    uint64_t image_hash; /* of the file */
    uint32_t memory;
    uint32_t disk_start, disk_sectors; /* its part of the machine's disk */
};

/* Its name, with those of the VMs that it is in: outer/inner. */
const char *guest_path(const struct guest *g);

struct session {
    const struct config *config;
    struct machine *machine;
    struct guest *guests; /* in the order of the configuration's VMs: those in others are last */
    unsigned guest_count, top_count; /* all, and those of the machine's own monitor */
    bool monitored;
    struct image monitor; /* if monitored */
    struct console console;
    struct typing typing;
    struct ledger ledger;
    struct observer watch; /* for the end of each VM */
};

/*
 * Open a session as configured, or (bare >= 0) one of VM `bare` alone on a bare machine with that
 * VM's memory. Returns 0, or the exit status to give up with after a message; nothing is left
 * open then.
 */
int session_open(struct session *s, const struct config *c, struct flat flat, int bare);

/*
 * The same without anything in the machine, for a snapshot to be loaded into. What c was not
 * restored from a snapshot with is loaded, so that its symbols are known.
 */
int session_open_empty(struct session *s, const struct config *c, struct flat flat,
                       const struct machine_config *machine);
void session_close(struct session *s);

/*
 * The run is over: charge what is open, show what was held back, and take the signatures of those
 * that have not ended.
 */
void session_settle(struct session *s);

/* Type the input that the configuration gives to each guest's console. */
void session_type_configured(struct session *s);

/* The ledger of the monitor that runs a guest, or of the machine that it owns; its account there.
 */
const struct ledger *session_ledger(const struct session *s, unsigned guest);
const struct party *session_party(const struct session *s, unsigned guest);

/* How one guest ended, in words for people; *passed says whether that counts as success. */
struct outcome {
    bool passed;
    bool lost; /* the monitor ended without a word of this VM: nobody knows */
    bool exited;
    uint32_t exit_code; /* if it did */
    char text[160];
};
struct outcome session_outcome(const struct session *s, unsigned guest);

/*
 * Whether the run as a whole counts as success: EXIT_SUCCESS or EXIT_GUEST; EXIT_INTERNAL if our
 * own monitor lost a VM.
 */
int session_status(const struct session *s);

#endif
