/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Folders that are made and filled: of experiments, of classes, boxes. Owns no state; for
 * experiment_*.c, point_run.c, chart_part.c, grade_*.c and jail*.c.
 * What returns a status returns 0, or EXIT_USAGE after a message.
 */
#ifndef PANEL_FOLDER_H
#define PANEL_FOLDER_H

#include <stdbool.h>

/* Make a folder, and those that it is in; the folders of a file. */
int folder_make(const char *path);
int folder_make_for(const char *file);

/* Each entry but `.` and `..`, in no order; the first status that is not 0 ends it. */
typedef int folder_visitor(void *context, const char *path, const char *name);
int folder_visit(const char *path, folder_visitor *visit, void *context);

/*
 * Remove the halves of files (see output.h) that a process left that was killed; in the folders in
 * it, too. Nobody else may be writing there.
 */
void folder_sweep(const char *path);

/* The same without the folders in it. */
void folder_sweep_flat(const char *path);

/* Remove all that is in a folder; and it too, whatever it is. Links are removed and not followed: a
 * folder that is one cannot be cleared. */
int folder_clear(const char *path);
int folder_remove(const char *path);

/* The path of a name in a folder, in new memory; and whether there is such a name, a link's own
 * too. */
char *folder_path(const char *folder, const char *name);
bool folder_has(const char *folder, const char *name);

/* What a name is, links not followed. */
enum folder_entry { ENTRY_OTHER, ENTRY_FILE, ENTRY_FOLDER };
enum folder_entry folder_entry(const char *path);

#endif
