/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where GDB finds the ELF file of each layer, so that nobody has to tell it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gdb.h"

static const char *configured(const struct gdb *g, unsigned layer)
{
    const struct session *s = &g->debugger->session;
    return layer == LAYER_MONITOR ? s->config->monitor.image : s->guests[layer - 1].config->image;
}

/* What was compiled on the spot, or read from no file that is there any more, as a file again. */
static char *write_file(const struct image *image)
{
    const char *folder = getenv("TMPDIR");
    char *path = xformat("%s/trapeze-gdb-XXXXXX", folder && *folder ? folder : "/tmp");
    int file = mkstemp(path);
    bool good = file >= 0;
    for (size_t at = 0; good && at < image->file_size;) {
        ssize_t n = write(file, image->file + at, image->file_size - at);
        good = n > 0 || (n < 0 && errno == EINTR);
        at += n > 0 ? (size_t)n : 0;
    }
    if (file >= 0) {
        close(file);
    }
    if (!good) {
        if (file >= 0) {
            unlink(path);
        }
        free(path);
        return NULL;
    }
    return path;
}

static void open_file(struct gdb *g, unsigned layer)
{
    const struct image *image = layer_image(&g->debugger->session, layer);
    const char *path = configured(g, layer);
    if (path && image_is_elf(path)) {
        g->files[layer] = realpath(path, NULL);
    } else if (image->file_size > 4 && memcmp(image->file, "\177ELF", 4) == 0) {
        g->files[layer] = write_file(image);
        g->made[layer] = g->files[layer] != NULL;
    }
}

void gdb_files_open(struct gdb *g)
{
    const struct session *s = &g->debugger->session;
    unsigned count = layer_count(s);
    g->files = memset(xmalloc(count * sizeof *g->files), 0, count * sizeof *g->files);
    g->made = memset(xmalloc(count * sizeof *g->made), 0, count * sizeof *g->made);
    for (unsigned i = 0; i < count; i++) {
        if (layer_exists(s, i)) {
            open_file(g, i);
        }
    }
}

void gdb_files_close(struct gdb *g)
{
    for (unsigned i = 0; i < layer_count(&g->debugger->session); i++) {
        if (g->made[i]) {
            unlink(g->files[i]);
        }
        free(g->files[i]);
    }
    free(g->files);
    free(g->made);
}

/* PROCESS:OFFSET,LENGTH; without a process, of the one that was chosen. */
void gdb_read_file_name(struct gdb *g, char *args)
{
    uint32_t number;
    unsigned layer = gdb_number(&args, &number) ? gdb_thread_layer(g, number) : g->general;
    if (layer == LAYER_NONE || !gdb_skip(&args, ':')) {
        gdb_fail(g, layer == LAYER_NONE ? GDB_NO_THREAD : GDB_BAD_PACKET);
        return;
    }
    const char *path = g->files[layer] ? g->files[layer] : "";
    gdb_part(g, args, path, strlen(path));
}
