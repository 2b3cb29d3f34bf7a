/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A snapshot file whose header and checksum are right, whatever else is not: opened, loaded and run
 * on. The first byte says what the others are: the file's inside as it is, or changes to that of a
 * real snapshot, four bytes each, so that what stands behind kilobytes of memory is reached, too.
 */
#include <stdlib.h>
#include <string.h>

#include "machine/file.h"
#include "machine/state.h"
#include "panel/saved.h"
#include "tests/fuzz/fuzz.h"

#define HEADER "trapeze-snapshot/2\n"

enum {
    HEADER_SIZE = sizeof HEADER - 1,
    CHECKSUM_SIZE = 8,
    FILE_MOST = 4 << 20,
    MACHINE_MOST = 16 << 20, /* memory of a machine that is made; larger ones are only slower */
    ROUNDS = 6,
    ROUND = 500 /* instructions */
};

/* A change: what to do, in bits; where, 16 bits; a value. */
enum { FROM_END = 1, WHOLE_WORD = 2, CUT_OFF = 4, REPLACE = 8 };

/* --- real snapshots --- */

static const char *bare[] = {"machine.ram=1MiB", "machine.tlb=8", "vms[0].input=one\ntwo\nquit\n"};
static const char *monitored[] = {"machine.ram=2MiB",     "monitor.kind=vmm",
                                  "vms[0].memory=128KiB", "vms[0].input=one\ntwo\nquit\n",
                                  "monitor.soft_tlb=64",  "machine.tlb=16"};

struct base {
    const char **sets;
    unsigned set_count;
    const char *image;
    uint64_t instructions;
    uint8_t *bytes; /* without header and checksum */
    size_t size;
};

static struct base bases[] = {
    {bare, COUNT(bare), FUZZ_BUILD "/guests/echo", 2500, NULL, 0},
    {bare, 2, FUZZ_BUILD "/guests/hello", 200, NULL, 0},
    {monitored, COUNT(monitored), FUZZ_BUILD "/guests/echo", 200 * 1000, NULL, 0},
};

static const struct flat no_flat = {false, 0};

/* Run for a while, and be saved with input that is still to come. */
static void save(struct base *b, struct session *s, const char *path)
{
    struct recording pending = {.count = 0};
    FILE *f = fopen(path, "wb");
    fuzz_check(f);
    s->console.keep_history = true;
    s->console.quiet = true;
    session_type_configured(s);
    machine_run(s->machine, (struct run_limit){b->instructions, UINT64_MAX});
    recording_add(&pending, s, 0, (const uint8_t *)"later\n", 6);
    pending.events[0].cycles += ROUND;
    fuzz_check(saved_write(f, s, &pending) == 0 && fclose(f) == 0);
    recording_free(&pending);
}

static void make_base(struct base *b)
{
    struct config c;
    struct session s;
    struct error e;
    const char *path = fuzz_file("base", (const uint8_t *)"", 0);
    setenv("TRAPEZE_HOME", FUZZ_BUILD, 1);
    fuzz_check(config_load(&c, b->image, false, b->sets, b->set_count) == 0);
    fuzz_check(session_open(&s, &c, no_flat, -1) == 0);
    save(b, &s, path);
    session_close(&s);
    config_free(&c);
    uint8_t *file;
    fuzz_check(file_read(path, FILE_MOST, &file, &b->size, &e));
    fuzz_check(b->size > HEADER_SIZE + CHECKSUM_SIZE && memcmp(file, HEADER, HEADER_SIZE) == 0);
    b->size -= HEADER_SIZE + CHECKSUM_SIZE;
    b->bytes = malloc(b->size);
    fuzz_check(b->bytes);
    memcpy(b->bytes, file + HEADER_SIZE, b->size);
    free(file);
}

/* --- the file --- */

/* The inside of a file in the making. */
struct inside {
    uint8_t *bytes;
    size_t size;
};

static void change_byte(struct inside *f, size_t at, uint8_t how, uint8_t value)
{
    if (at < f->size) {
        f->bytes[at] = how & REPLACE ? value : f->bytes[at] ^ value;
    }
}

/* A whole word is the value with its sign: -1 and the like are worth trying. */
static void change(struct inside *f, struct fuzz_bytes *in)
{
    uint8_t how = fuzz_byte(in);
    size_t offset = fuzz_byte(in);
    offset |= (size_t)fuzz_byte(in) << 8;
    uint8_t value = fuzz_byte(in);
    size_t at = how & FROM_END ? f->size - 1 - offset : offset; /* wraps to beyond the end */
    if ((how & CUT_OFF) && at < f->size) {
        f->size = at;
        return;
    }
    change_byte(f, at, how, value);
    for (size_t i = 1; i < 4 && (how & WHOLE_WORD); i++) {
        change_byte(f, at + i, how, value & 0x80 ? 0xff : 0);
    }
}

static struct inside make_inside(const uint8_t *data, size_t size)
{
    struct fuzz_bytes in = {data, size};
    unsigned kind = fuzz_byte(&in) % (COUNT(bases) + 1);
    struct base *b = kind > 0 ? &bases[kind - 1] : NULL;
    if (b && !b->bytes) {
        make_base(b);
    }
    struct inside f = {.size = b ? b->size : in.left};
    f.bytes = malloc(f.size + 1);
    fuzz_check(f.bytes);
    if (f.size > 0) {
        memcpy(f.bytes, b ? b->bytes : in.at, f.size);
    }
    while (b && in.left > 0) {
        change(&f, &in);
    }
    return f;
}

static const char *write_file(const struct inside *f)
{
    size_t size = HEADER_SIZE + f->size;
    uint8_t *file = malloc(size + CHECKSUM_SIZE);
    fuzz_check(file);
    memcpy(file, HEADER, HEADER_SIZE);
    memcpy(file + HEADER_SIZE, f->bytes, f->size);
    uint64_t checksum = archive_checksum(file, size);
    for (unsigned i = 0; i < CHECKSUM_SIZE; i++) {
        file[size + i] = (uint8_t)(checksum >> 8 * i);
    }
    const char *path = fuzz_file("saved", file, size + CHECKSUM_SIZE);
    free(file);
    return path;
}

/* --- what becomes of it --- */

static bool is_small(const struct saved *f)
{
    struct archive a = f->archive;
    struct machine_config c = {.ram_size = 0};
    state_config(&a, &c);
    return c.ram_size <= MACHINE_MOST && c.disk_size <= MACHINE_MOST;
}

static void run_on(struct session *s, struct recording *pending)
{
    struct machine *m = s->machine;
    for (unsigned i = 0; i < ROUNDS; i++) {
        recording_type(pending, s);
        machine_run(m, (struct run_limit){m->instructions + ROUND, m->cycles + 100 * ROUND});
    }
}

static void end(struct session *s)
{
    FILE *nowhere = fopen("/dev/null", "wb");
    fuzz_check(nowhere);
    session_settle(s);
    for (unsigned i = 0; i < s->guest_count; i++) {
        fuzz_check(session_outcome(s, i).text[0] != '\0');
        signature_write(&s->guests[i].signature, nowhere);
    }
    int status = session_status(s);
    fuzz_check(status >= 0 && status <= EXIT_INTERNAL);
    fclose(nowhere);
}

static void restore(struct saved *f)
{
    struct config c;
    struct session s;
    struct recording pending = {.count = 0};
    fuzz_check(saved_config(f, &c, NULL, 0) == 0 && config_agrees(&c, &f->config) == 0);
    int status = saved_begin(f, &s, &c, no_flat);
    if (status == 0) {
        s.console.quiet = true;
        status = saved_load(f, &s, &pending);
    }
    if (status == 0) {
        run_on(&s, &pending);
        end(&s);
        session_close(&s);
    }
    fuzz_check(status == 0 || status == EXIT_USAGE);
    recording_free(&pending);
    config_free(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct saved f;
    struct inside inside = make_inside(data, size);
    int status = saved_open(&f, write_file(&inside));
    free(inside.bytes);
    fuzz_check(status == 0 || status == EXIT_USAGE);
    if (status == 0 && is_small(&f)) {
        restore(&f);
    }
    saved_close(&f);
    return 0;
}
