/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The enumeration: which states are tried. A scene is one window seen from several settings (R and
 * everything outside the window), each in both modes; all its states have one view, but for what
 * the unit under test brings with it. Scenes are made by a generator with a fixed seed, from the
 * number of the scene alone, so that any state can be had again.
 *
 * Relocations are maps of RAM only: devices are storage that R reaches and that a monitor
 * withholds.
 */
#ifndef PANEL_CLASSIFY_SCENES_H
#define PANEL_CLASSIFY_SCENES_H

#include "classify_subjects.h"

enum {
    SETTINGS = 6,
    SCENE_STATES = SETTINGS * 2,
    SCENES = 64,
    SETTING_BARE = 0,     /* TE = 0 */
    SETTING_BARE_2 = 1,   /* the same, all else different */
    SETTING_IDENTITY = 2, /* TE = 1, each page at its own address */
    SETTING_PENDING = 5,  /* in supervisor mode only: an interrupt is pending and enabled in mie */
};

struct scene {
    enum variant variant;
    bool effective; /* R is what the hardware makes of M and R */
    unsigned number;
    struct view view;
    struct state state[SCENE_STATES]; /* setting s: 2 s in supervisor mode, 2 s + 1 in user mode */
    uint8_t outside[SETTINGS][STEPPER_RAM];
};

void scene_make(struct scene *s, enum variant v, bool effective, unsigned number);

/* The scene's view for a subject: an instruction of it, with operands that have it do something. */
void scene_draw(const struct scene *s, const struct subject *u, struct view *v);

/*
 * The supervisor's bits that decide whether some instructions trap in user mode: as a monitor holds
 * them, so that all do; or bit `open` of them the other way.
 */
enum { HOLDS = 4 };
struct hold {
    uint32_t csr, bit;
    bool held; /* its value in a monitor's hands */
    const char *name;
};
extern const struct hold holds[HOLDS];
void state_hold(struct state *s, unsigned open);

/* As at reset, but for those bits. */
void state_reset(struct state *s, enum variant v);

/* Whether two entries serve one address, or two pages have one frame, or there is no such frame. */
bool state_sound(const struct state *s);

#endif
