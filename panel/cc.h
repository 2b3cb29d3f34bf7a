/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sources to images: what `trapeze cc` does, and `trapeze run FILE.c` on the spot. Owns the images
 * that compile_source() makes, until compile_cleanup(), which whoever called it calls in the end.
 */
#ifndef PANEL_CC_H
#define PANEL_CC_H

/*
 * Compile one source to an ELF file under $TMPDIR: 0 with *image its path, in memory that the
 * caller frees; or a status after a message, the compiler's own included.
 */
int compile_source(const char *path, char **image);

/* Remove the files that compile_source() made. */
void compile_cleanup(void);

#endif
