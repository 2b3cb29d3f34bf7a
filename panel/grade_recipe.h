/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Recipes of images: what beside their sources is put into the box, and what they are linked with.
 * Called by grade_build.c and grade_monitor.c. What returns int returns 0, or a status after a
 * message.
 *
 * A monitor is made with the kit in labs/monitor (lab-handouts/Makefile.inc): the objects of all of
 * its files, compiled once, of which those that the recipe has sources for are left out.
 */
#ifndef PANEL_GRADE_RECIPE_H
#define PANEL_GRADE_RECIPE_H

#include "jail.h"
#include "toolchain.h"

struct grade_recipe {
    struct arguments sources; /* before all else, by the caller */
    struct arguments objects, flags;
    char *script;
};

/* A program for the bare machine, with what `trapeze cc` gives to one. */
int grade_recipe_guest(struct jail *j, struct grade_recipe *r);

/* The monitor. */
int grade_recipe_monitor(struct jail *j, struct grade_recipe *r);

/* The image, or why there is none. */
int grade_recipe_build(struct jail *j, const struct grade_recipe *r, const char *image,
                       struct jail_result *result);

void grade_recipe_free(struct grade_recipe *r);

#endif
