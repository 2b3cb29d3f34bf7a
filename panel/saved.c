/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "saved.h"

#include <stdlib.h>
#include <string.h>

#include "config_schema.h"
#include "machine/fast.h"
#include "machine/file.h"
#include "machine/state.h"

#define SNAPSHOT_FAMILY "trapeze-snapshot/"
#define SNAPSHOT_HEADER SNAPSHOT_FAMILY "2\n"

enum { CHECKSUM_SIZE = 8, EVENTS_MOST = 1 << 24, EVENT_MOST = 1 << 24 };
#define SNAPSHOT_FILE_MAX ((size_t)4 << 30)

/* Changes with what a snapshot holds, where no table's size does. */
enum { LAYOUT = 4 };

/* Tables whose sizes are in what follows: those of this version, or it cannot be read. */
static void tables_archive(struct archive *a)
{
    uint32_t sizes[] = {LAYOUT, OP_COUNT, SPENT_COUNT, TLB_MAX, config_section_count};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        uint32_t size = sizes[i];
        archive_u32(a, &size);
        archive_require(a, size == sizes[i]);
    }
}

/* Which sectors of the machine's disk are a guest's. */
static void extent_archive(struct archive *a, struct guest *g, uint64_t disk_size)
{
    uint64_t sectors = disk_size / SECTOR_SIZE;
    archive_u32(a, &g->disk_start);
    archive_u32(a, &g->disk_sectors);
    archive_require(a, (uint64_t)g->disk_start + g->disk_sectors <= sectors);
}

static void guest_archive(struct archive *a, struct guest *g)
{
    bool taken = g->signature.bytes != NULL;
    size_t size = g->signature.size;
    archive_u64(a, &g->image_hash);
    archive_u32(a, &g->signature.start);
    archive_u32(a, &g->signature.size);
    archive_require(a, g->signature.size % 4 == 0 && g->signature.size <= g->memory);
    archive_bool(a, &taken);
    if (taken) {
        archive_block(a, &g->signature.bytes, &size, RAM_MAX);
        archive_require(a, size == g->signature.size);
    }
}

static void event_archive(struct archive *a, struct input_event *e, unsigned vms)
{
    archive_u64(a, &e->instructions);
    archive_u64(a, &e->cycles);
    archive_below(a, &e->vm, vms);
    archive_block(a, &e->bytes, &e->count, EVENT_MOST);
}

/* What of recorded input is still to come. */
static void pending_archive(struct archive *a, struct recording *r, unsigned vms)
{
    uint32_t count = (uint32_t)(r->count - r->next);
    archive_below(a, &count, EVENTS_MOST);
    for (uint32_t i = 0; i < count && !a->failed; i++) {
        if (a->loading) {
            recording_grow(r);
        }
        event_archive(a, &r->events[r->next + i], vms);
    }
}

static void session_archive(struct archive *a, struct session *s, struct recording *pending)
{
    for (unsigned i = 0; i < s->guest_count; i++) {
        guest_archive(a, &s->guests[i]);
        extent_archive(a, &s->guests[i], s->machine->config.disk_size);
    }
    state_archive(a, s->machine);
    archive_pages(a, &s->machine->ram);
    archive_pages(a, &s->machine->disk);
    ledger_archive(a, &s->ledger);
    console_archive(a, &s->console);
    typing_archive(a, s);
    pending_archive(a, pending, s->guest_count);
}

/* --- writing --- */

int saved_write(FILE *f, struct session *s, struct recording *pending)
{
    struct archive a = {.loading = false};
    struct config *c = (struct config *)s->config; /* an archive that saves changes nothing */
    struct machine_config machine = s->machine->config;
    archive_bytes(&a, (char[]){SNAPSHOT_HEADER}, strlen(SNAPSHOT_HEADER));
    tables_archive(&a);
    config_archive(&a, c, c->file);
    state_config(&a, &machine);
    session_archive(&a, s, pending);
    uint64_t checksum = archive_checksum(a.bytes, a.size);
    archive_u64(&a, &checksum);
    bool failed = a.failed;
    fwrite(a.bytes, 1, a.size, f);
    archive_free(&a);
    return failed ? diag_internal("no memory for a snapshot") : 0;
}

/* --- reading --- */

static int refused(const struct saved *f, const char *why)
{
    return diag_at((struct where){f->path, 0, 0}, "%s", why);
}

/* Header and checksum; the archive is what lies between. */
static int check_file(struct saved *f, size_t size)
{
    size_t header = strlen(SNAPSHOT_HEADER);
    size_t family = strlen(SNAPSHOT_FAMILY);
    if (size < family || memcmp(f->bytes, SNAPSHOT_FAMILY, family) != 0) {
        return refused(f, "not a snapshot: expected the first line `trapeze-snapshot/2`");
    }
    if (size < header + CHECKSUM_SIZE) {
        return refused(f, "a snapshot that is cut off");
    }
    if (memcmp(f->bytes, SNAPSHOT_HEADER, header) != 0) {
        return refused(f, "a snapshot of another version: expected trapeze-snapshot/2");
    }
    size_t end = size - CHECKSUM_SIZE;
    struct archive tail = archive_of(f->bytes + end, CHECKSUM_SIZE);
    uint64_t checksum;
    archive_u64(&tail, &checksum);
    if (checksum != archive_checksum(f->bytes, end)) {
        return refused(f, "a snapshot that is damaged or cut off: its checksum is wrong");
    }
    f->archive = archive_of(f->bytes + header, end - header);
    return 0;
}

int saved_open(struct saved *f, const char *path)
{
    struct error e;
    size_t size;
    *f = (struct saved){.path = path};
    if (!file_read(path, SNAPSHOT_FILE_MAX, &f->bytes, &size, &e)) {
        f->bytes = NULL;
        return refused(f, e.text);
    }
    int status = check_file(f, size);
    if (status == 0) {
        tables_archive(&f->archive);
        if (f->archive.failed) {
            return refused(f, "a snapshot made by another version of Trapeze");
        }
        f->keys = f->archive;
        status = config_archive(&f->archive, &f->config, path);
        if (status == 0) {
            status = f->archive.failed ? refused(f, "a snapshot whose configuration makes no sense")
                                       : config_check(&f->config);
        }
    }
    return status;
}

int saved_config(const struct saved *f, struct config *c, const char *const *sets,
                 unsigned set_count)
{
    struct archive keys = f->keys;
    int status = config_archive(&keys, c, f->path);
    for (unsigned i = 0; i < set_count && status == 0; i++) {
        status = config_set(c, sets[i]);
    }
    return status ? status : config_check(c);
}

void saved_close(struct saved *f)
{
    config_free(&f->config);
    free(f->bytes);
    *f = (struct saved){.path = NULL};
}

/* The images that were loaded again against those that were saved. */
static int check_images(const struct saved *f, const struct session *s, const uint64_t *hashes)
{
    for (unsigned i = 0; i < s->guest_count; i++) {
        const struct guest *g = &s->guests[i];
        if (!s->config->restored && g->image_hash != hashes[i]) {
            return diag_at(g->config->image_at,
                           "%s is not the image that %s was made with: expected the same",
                           excerpt(g->config->image).text, excerpt(f->path).text);
        }
    }
    return 0;
}

/* A signature that is wanted now and was not then: to be found in the image, if that is there. */
static int find_signature(const struct saved *f, bool restored, struct guest *g, bool ended)
{
    struct where at = g->config->signature_at;
    if (restored || ended) {
        return diag_at(at, "%s was made without a signature: expected %s", excerpt(f->path).text,
                       ended ? "one that was made before this VM ended"
                             : "the image after the options, too");
    }
    return signature_find(&g->signature, &g->image, at);
}

static int find_signatures(const struct saved *f, struct session *s)
{
    int status = 0;
    for (unsigned i = 0; i < s->guest_count && status == 0; i++) {
        struct guest *g = &s->guests[i];
        if (g->config->signature && g->signature.size == 0) {
            status = find_signature(f, s->config->restored, g, session_party(s, i)->stopped);
        }
    }
    return status;
}

int saved_begin(struct saved *f, struct session *s, const struct config *c, struct flat flat)
{
    struct machine_config machine = {.variant = VARIANT_PG32};
    state_config(&f->archive, &machine);
    machine.fast_core = c->machine.core == CORE_FAST;
    return f->archive.failed ? refused(f, "a snapshot whose machine makes no sense")
                             : session_open_empty(s, c, flat, &machine);
}

static int load_state(struct saved *f, struct session *s, struct recording *pending)
{
    session_archive(&f->archive, s, pending);
    archive_require(&f->archive, f->archive.at == f->archive.size);
    return f->archive.failed ? refused(f, "a snapshot whose state makes no sense") : 0;
}

int saved_load(struct saved *f, struct session *s, struct recording *pending)
{
    uint64_t *hashes = xmalloc((s->guest_count + 1) * sizeof *hashes);
    for (unsigned i = 0; i < s->guest_count; i++) {
        hashes[i] = s->guests[i].image_hash;
    }
    int status = load_state(f, s, pending);
    status = status ? status : check_images(f, s, hashes);
    status = status ? status : find_signatures(f, s);
    free(hashes);
    if (status) {
        session_close(s);
        return status;
    }
    console_repeat(&s->console);
    return 0;
}

/* What loading adds to what it finds. */
static void empty(struct session *s)
{
    pages_clear(&s->machine->ram);
    pages_clear(&s->machine->disk);
    console_empty(&s->console);
    for (unsigned i = 0; i < s->guest_count; i++) {
        free(s->guests[i].signature.bytes);
        s->guests[i].signature.bytes = NULL;
    }
}

void saved_reload(struct saved *f, struct session *s)
{
    struct machine_config machine = s->machine->config;
    struct recording pending = {.count = 0};
    state_config(&f->archive, &machine);
    empty(s);
    load_state(f, s, &pending);
    recording_free(&pending);
    fast_written(s->machine->fast, 0, s->machine->config.ram_size);
    fast_forget_mappings(s->machine->fast);
    fast_lines_emptied(s->machine);
    console_repeat(&s->console);
}
