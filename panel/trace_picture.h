/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stays as a picture: a lane for each VM's mode and for the monitor, time from left to right, boxes
 * for stays and arrows where one hands over to another. Owns the stays that it draws.
 */
#ifndef PANEL_TRACE_PICTURE_H
#define PANEL_TRACE_PICTURE_H

#include "trace_episode.h"

enum { PICTURE_MOST = 4000 }; /* stays */

/* A stay, and in a few words why it ended. */
struct picture_stay {
    struct stay stay;
    struct trace_text why;
    bool trapped;
};

struct picture {
    const struct trace *trace;
    struct stays stays;
    struct picture_stay *item;
    size_t count, capacity;
    bool overflown;
};

void picture_open(struct picture *p, const struct trace *t);
void picture_free(struct picture *p);

/* An event; false if that is more than a picture can have. */
bool picture_event(struct picture *p, const struct trace_record *r);

/* No more events: what is open ends now. */
void picture_end(struct picture *p);

/* Instead of events as they come: an episode, and a little before and after it. */
void picture_episode(struct picture *p, const struct trace *t, const struct episode *e);

void picture_draw(const struct picture *p, FILE *out);

/* Where the pages of a VM's address space are, by its own TLB and its monitor's pmap. 0, or a
 * status after a message. */
int pmap_figure(const struct session *s, unsigned layer, bool markdown, FILE *out);

#endif
