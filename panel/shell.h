/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command lines that a user may copy. Owns nothing; for whoever shows one. */
#ifndef PANEL_SHELL_H
#define PANEL_SHELL_H

/* A word as a shell takes it, quoted if it has to be, in new memory. */
char *shell_word(const char *word);

#endif
