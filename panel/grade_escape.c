/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Judged by a secret: 16 bytes that are drawn for this submission and put into the neighbour's
 * image before the start. The submission's guest is to have them at the symbol `found` when it
 * ends, under the faulty monitor; and not under the sound one, where it could only have guessed.
 * Memory is read from outside, when the VM has stopped, as a signature is.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grade.h"
#include "machine/file.h"
#include "machine/hash.h"
#include "output.h"
#include "session.h"

enum { SECRET = 16, SECRET_FILE = 1 << 16 };

/* --- the secret --- */

/*
 * What only who grades has, as a number: of the file hidden/secret of the lab. What follows from
 * other files the submission could compute, since it can have all that was handed in within itself.
 */
static int hash_secret(const struct lab *l, uint64_t *hash)
{
    char *path = xformat("%shidden/secret", l->folder);
    uint8_t *bytes = NULL;
    size_t size = 0;
    struct error e;
    bool there = access(path, F_OK) == 0;
    bool good = !there || file_read(path, SECRET_FILE, &bytes, &size, &e);
    int status = good ? 0 : diag("%s: %s", path, e.text);
    *hash = hash_bytes(HASH_EMPTY, bytes, size);
    free(bytes);
    free(path);
    return status;
}

/*
 * For this hand-in and this test, the same each time. No result has anything of it. The number goes
 * in at both ends, so that who has stolen one secret cannot go back to where another comes from.
 */
static int draw_secret(const struct grade_job *job, uint8_t secret[SECRET])
{
    uint64_t key;
    int status = hash_secret(job->lab, &key);
    uint64_t state = hash_text(hash_number(key, job->identity), job->test->name);
    for (unsigned i = 0; i < SECRET; i++) {
        secret[i] = (uint8_t)(hash_number(hash_number(state, i), key) >> 56);
    }
    return status;
}

/* Where `size` bytes at an address are in an image's file, or NULL. */
static uint8_t *file_bytes(const struct image *image, uint32_t address, uint32_t size)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct segment *s = &image->segments[i];
        uint32_t offset = address - s->address;
        if (offset < s->file_size && size <= s->file_size - offset) {
            return image->file + (s->bytes - image->file) + offset;
        }
    }
    return NULL;
}

static int write_image(const struct image *image, const char *path)
{
    struct output o;
    int status = output_open(&o, path, (struct where){NULL, 0, 0});
    if (status == 0) {
        fwrite(image->file, 1, image->file_size, o.file);
        status = output_commit(&o);
    }
    return status;
}

/* The neighbour's image with the secret in it, as a file in the submission's box. */
static int hide_secret(const struct grade_job *job, const struct config_vm *vm, const char *path,
                       const uint8_t secret[SECRET])
{
    struct image image;
    const char *name = job->test->secret;
    int status = load_image(&image, vm->image, (struct flat){.given = false}, vm->image_at);
    if (status != 0) {
        return status;
    }
    const struct symbol *symbol = image_symbol(&image, name);
    uint8_t *at = symbol != NULL ? file_bytes(&image, symbol->address, SECRET) : NULL;
    if (at != NULL) {
        memcpy(at, secret, SECRET);
        status = write_image(&image, path);
    } else {
        status = diag_at(vm->image_at,
                         "its image has no symbol `%s` with %d bytes of data: expected "
                         "them, and not in .bss",
                         excerpt(name).text, SECRET);
    }
    image_free(&image);
    return status;
}

/* --- a run --- */

/* The two VMs of a test's file. */
struct pair {
    unsigned thief, neighbour;
};

static int find_pair(const struct grade_job *job, const struct config *c, struct pair *p)
{
    const char *image = job->image->path;
    bool first = strcmp(c->vms[0].image, image) == 0;
    if (c->top_count != 2 || c->vms_count != 2 || first == (strcmp(c->vms[1].image, image) == 0)) {
        return diag_at(job->test->at, "expected two VMs in its file, of which one has the image "
                                      "`" LAB_SUBMISSION "`");
    }
    *p = (struct pair){first ? 0 : 1, first ? 1 : 0};
    return 0;
}

static void watch_found(const struct grade_job *job, struct session *s, unsigned thief)
{
    struct guest *g = &s->guests[thief];
    const struct symbol *found = image_symbol(&g->image, job->test->found);
    if (found != NULL) {
        g->signature = (struct signature){.start = found->address, .size = SECRET};
    }
}

/* Whether the guest has the secret in the end; with how it ended, in words. */
static int run_under(const struct grade_job *job, struct config *c, const char *monitor,
                     const struct pair *p, const uint8_t secret[SECRET], struct judgement *j,
                     bool *has)
{
    struct session s;
    c->monitor.image = monitor;
    c->monitor.image_at = job->test->at;
    int status = session_open(&s, c, (struct flat){.given = false}, -1);
    if (status != 0) {
        return status;
    }
    watch_found(job, &s, p->thief);
    s.console.quiet = true;
    s.machine->complain = NULL;
    session_type_configured(&s);
    machine_run(s.machine, (struct run_limit){UINT64_MAX, c->limits.cycles});
    session_settle(&s);
    const uint8_t *bytes = s.guests[p->thief].signature.bytes;
    *has = bytes != NULL && memcmp(bytes, secret, SECRET) == 0;
    j->cycles += s.machine->cycles;
    fprintf(j->said, "%s, under the %s monitor: %s%s\n", guest_path(&s.guests[p->thief]),
            monitor == job->means->sound ? "sound" : "faulty", session_outcome(&s, p->thief).text,
            bytes == NULL ? "; nothing in its image uses the symbol that is looked at" : "");
    if (!*has && monitor != job->means->sound) {
        fprintf(j->said, "expected at `%s`, in the end: the neighbour's secret\n",
                job->test->found);
        grade_say_repl(job, c, s.guests[p->thief].signature.taken_at, j->said);
    }
    session_close(&s);
    return 0;
}

/* --- the judge --- */

static int judge_runs(const struct grade_job *job, struct config *c, const struct pair *p,
                      const uint8_t secret[SECRET], struct judgement *j)
{
    bool escaped = false, guessed = false;
    int status = run_under(job, c, grade_faulty(job->means, job->test), p, secret, j, &escaped);
    if (status == 0 && escaped) {
        status = run_under(job, c, job->means->sound, p, secret, j, &guessed);
    }
    if (guessed) {
        fputs("the secret was there under the sound monitor, too: that is no escape\n", j->said);
    }
    j->passed = status == 0 && escaped && !guessed;
    j->points = j->passed ? job->test->points : 0;
    return status;
}

int judge_escape(const struct grade_job *job, struct judgement *j)
{
    struct config c = {.file = NULL};
    struct pair p = {0, 0};
    uint8_t secret[SECRET];
    char *path = xformat("%s/neighbour.elf", job->image->jail.folder);
    int status = draw_secret(job, secret);
    status = status != 0 ? status : grade_config(job, &c);
    status = status != 0 ? status : find_pair(job, &c, &p);
    status = status != 0 ? status : hide_secret(job, &c.vms[p.neighbour], path, secret);
    if (status == 0) {
        c.vms[p.neighbour].image = path;
        status = judge_runs(job, &c, &p, secret, j);
    }
    config_free(&c);
    free(path);
    return status;
}
