/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "disks.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The key that names a guest's disk: its VM's, or the machine's if the guest owns that. */
struct source {
    const char *path, *key;
    struct where at;
};

static struct source source_of(const struct session *s, const struct guest *g)
{
    const struct config_vm *vm = g->config;
    const struct config_machine *m = &s->config->machine;
    return vm->disk ? (struct source){vm->disk, "vms.disk", vm->disk_at}
                    : (struct source){m->disk, "machine.disk", m->disk_at};
}

static int check_size(const struct source *from, size_t size)
{
    if (size == 0 || size % SECTOR_SIZE != 0) {
        return diag_at(from->at, "%s: %s is %zu bytes long: expected sectors of %d, one or more",
                       from->key, excerpt(from->path).text, size, SECTOR_SIZE);
    }
    return 0;
}

/* Before it is read: whether there is room for it after those of the guests before. */
static int check_room(const struct source *from, size_t before)
{
    struct stat st;
    bool known = stat(from->path, &st) == 0 && S_ISREG(st.st_mode);
    if (known && (uintmax_t)st.st_size > DISK_MAX - before) {
        return diag_at(from->at,
                       "%s: %s is %ju bytes long, and the disks before it %zu: expected at most "
                       "%u MiB together",
                       from->key, excerpt(from->path).text, (uintmax_t)st.st_size, before,
                       DISK_MAX >> 20);
    }
    return 0;
}

static int load(struct session *s, struct guest *g, struct blob *all)
{
    struct blob disk = {.bytes = NULL};
    struct source from = source_of(s, g);
    if (!from.path) {
        return 0;
    }
    int status = check_room(&from, all->size);
    status = status ? status : load_blob(&disk, from.path, DISK_MAX - all->size, from.at, from.key);
    status = status ? status : check_size(&from, disk.size);
    if (status == 0) {
        g->disk_start = (uint32_t)(all->size / SECTOR_SIZE);
        g->disk_sectors = (uint32_t)(disk.size / SECTOR_SIZE);
        all->bytes = xrealloc(all->bytes, all->size + disk.size);
        memcpy(all->bytes + all->size, disk.bytes, disk.size);
        all->size += disk.size;
    }
    free(disk.bytes);
    return status;
}

/* A monitor's disk is its VMs' disks. */
static int load_with_inner(struct session *s, struct guest *g, struct blob *all)
{
    const struct config_kin *k = g->kin;
    size_t before = all->size;
    int status = k->count > 0 ? 0 : load(s, g, all);
    for (unsigned i = 0; i < k->count && status == 0; i++) {
        status = load_with_inner(s, &s->guests[k->first + i], all);
    }
    if (k->count > 0) {
        g->disk_start = (uint32_t)(before / SECTOR_SIZE);
        g->disk_sectors = (uint32_t)((all->size - before) / SECTOR_SIZE);
    }
    return status;
}

int disks_load(struct session *s, struct blob *all)
{
    int status = 0;
    *all = (struct blob){.bytes = NULL};
    for (unsigned i = 0; i < s->top_count && status == 0; i++) {
        status = load_with_inner(s, &s->guests[i], all);
    }
    return status;
}

const uint8_t *disk_bytes(const struct session *s, const struct guest *g, size_t *size)
{
    *size = (size_t)g->disk_sectors * SECTOR_SIZE;
    return s->machine->disk.bytes + (size_t)g->disk_start * SECTOR_SIZE;
}
