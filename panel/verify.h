/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The verifier for who has a configuration rather than a command line: each VM of it against itself
 * on the bare machine. Says nothing of what it finds; verify_parts.h has how it works.
 */
#ifndef PANEL_VERIFY_H
#define PANEL_VERIFY_H

#include "config.h"

struct verify_outcome {
    bool equal;            /* no difference was found, */
    bool limited;          /* and this is as far as the limits let it get */
    uint64_t cycles;       /* of the machine with the monitor, when it stopped */
    uint64_t instructions; /* of the same: where the difference shows */
    const char *vm;        /* in which it does: a name of the configuration's; or NULL */
    char *said;            /* what differs, and what has led there, in lines; "" if nothing does */
};

/*
 * Compare, as `trapeze verify` does; c, which was checked, is settled as that needs it. 0 with an
 * outcome to be freed, or a status after a message.
 */
int verify_configured(struct config *c, struct verify_outcome *o);
void verify_outcome_free(struct verify_outcome *o);

#endif
