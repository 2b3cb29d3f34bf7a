/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a user names as an image, loaded: ELF, a source compiled on the spot, or flat bytes. */
#ifndef PANEL_LOAD_H
#define PANEL_LOAD_H

#include "diag.h"
#include "machine/image.h"

/* The address at which --flat wants an image put; given == false: it is ELF, or a source. */
struct flat {
    bool given;
    uint32_t address;
};

/*
 * Load `path`, which `at` named. 0, or the status to give up with after a message; *image is empty
 * then. What was compiled stays until compile_cleanup().
 */
int load_image(struct image *image, const char *path, struct flat flat, struct where at);

/* Say what is wrong with the image at `path`, which `at` named; the status to give up with. */
int image_refused(const char *path, struct where at, const char *why);

/* The bytes of a file. */
struct blob {
    uint8_t *bytes;
    size_t size;
};

/*
 * The file that key `what` named at `at`, of at most `most` bytes. 0, or EXIT_USAGE after a
 * message. The caller frees the bytes.
 */
int load_blob(struct blob *b, const char *path, size_t most, struct where at, const char *what);

#endif
