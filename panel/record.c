/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "record.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "machine/file.h"

#define RECORD_HEADER "trapeze-input/1"

enum { RECORD_FILE_MAX = 64 << 20 };

void record_begin(FILE *f)
{
    fprintf(f, "%s\n", RECORD_HEADER);
}

void record_event(FILE *f, const struct session *s, unsigned vm, const uint8_t *bytes, size_t count)
{
    fprintf(f, "%" PRIu64 " %" PRIu64 " %s ", s->machine->instructions, s->machine->cycles,
            guest_path(&s->guests[vm]));
    for (size_t i = 0; i < count; i++) {
        fprintf(f, "%02x", bytes[i]);
    }
    fputc('\n', f);
}

void recording_grow(struct recording *r)
{
    r->events = xrealloc(r->events, (r->count + 1) * sizeof *r->events);
    r->events[r->count++] = (struct input_event){.bytes = NULL};
}

static void append(struct recording *r, struct input_event e)
{
    recording_grow(r);
    r->events[r->count - 1] = e;
}

/* One line under the reader's eye. */
struct reader {
    const char *path;
    const struct config *config;
    const char *line, *at;
    int number;
};

static int complain(const struct reader *r, const char *expected)
{
    struct where w = {r->path, r->number, (int)(r->at - r->line) + 1};
    return diag_at(w, "not a line of recorded input: expected %s", expected);
}

static int read_count(struct reader *r, uint64_t *count, const char *expected)
{
    *count = 0;
    const char *start = r->at;
    for (; *r->at >= '0' && *r->at <= '9' && r->at - start < 18; r->at++) {
        *count = *count * 10 + (uint64_t)(*r->at - '0');
    }
    if (r->at == start || *r->at != ' ') {
        return complain(r, expected);
    }
    r->at++;
    return 0;
}

static int read_vm(struct reader *r, unsigned *vm)
{
    size_t length = strcspn(r->at, " ");
    for (unsigned i = 0; i < r->config->vms_count; i++) {
        const char *name = r->config->kin[i].path;
        if (strlen(name) == length && memcmp(name, r->at, length) == 0 && r->at[length] == ' ') {
            *vm = i;
            r->at += length + 1;
            return 0;
        }
    }
    return complain(r, "the name of one of the VMs and a space");
}

static int digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int read_bytes(struct reader *r, struct input_event *e)
{
    size_t length = strlen(r->at);
    e->bytes = xmalloc(length / 2 + 1);
    for (e->count = 0; digit(r->at[0]) >= 0 && digit(r->at[1]) >= 0; r->at += 2) {
        e->bytes[e->count++] = (uint8_t)(digit(r->at[0]) << 4 | digit(r->at[1]));
    }
    return *r->at || e->count == 0 ? complain(r, "pairs of hexadecimal digits") : 0;
}

static int read_event(struct reader *r, struct recording *rec)
{
    struct input_event e = {.bytes = NULL};
    int status = read_count(r, &e.instructions, "an instruction count and a space");
    status = status ? status : read_count(r, &e.cycles, "a cycle count and a space");
    status = status ? status : read_vm(r, &e.vm);
    status = status ? status : read_bytes(r, &e);
    if (status == 0 && rec->count && e.cycles < rec->events[rec->count - 1].cycles) {
        r->at = r->line;
        status = complain(r, "cycle counts that do not decrease");
    }
    if (status) {
        free(e.bytes);
        return status;
    }
    append(rec, e);
    return 0;
}

static int read_lines(struct reader *r, struct recording *rec, char *text)
{
    int status = 0;
    char *next = text;
    for (r->number = 1; *next && status == 0; r->number++) {
        char *line = next;
        next += strcspn(next, "\n");
        if (*next) {
            *next++ = '\0';
        }
        r->line = r->at = line;
        if (r->number > 1) {
            status = read_event(r, rec);
        } else if (strcmp(line, RECORD_HEADER) != 0) {
            status = complain(r, "the first line `" RECORD_HEADER "`");
        }
    }
    return status;
}

int recording_load(struct recording *rec, const char *path, const struct config *c)
{
    struct error e;
    uint8_t *bytes;
    size_t size;
    *rec = (struct recording){.count = 0};
    if (!file_read(path, RECORD_FILE_MAX, &bytes, &size, &e)) {
        return diag_at((struct where){path, 0, 0}, "%s", e.text);
    }
    struct reader r = {.path = path, .config = c, .number = 1};
    r.line = r.at = (char *)bytes;
    bytes[size] = '\0';
    int status = size == 0 || memchr(bytes, '\0', size)
                     ? complain(&r, "text, with the first line `" RECORD_HEADER "`")
                     : read_lines(&r, rec, (char *)bytes);
    free(bytes);
    if (status) {
        recording_free(rec);
    }
    return status;
}

void recording_free(struct recording *r)
{
    for (size_t i = 0; i < r->count; i++) {
        free(r->events[i].bytes);
    }
    free(r->events);
    *r = (struct recording){.count = 0};
}

void recording_add(struct recording *r, const struct session *s, unsigned vm, const uint8_t *bytes,
                   size_t count)
{
    struct input_event e = {s->machine->instructions, s->machine->cycles, vm, xmalloc(count),
                            count};
    memcpy(e.bytes, bytes, count);
    append(r, e);
}

void recording_type_all(const struct recording *r, unsigned vm, struct session *s)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->events[i].vm == vm) {
            console_type(&s->console, 0, r->events[i].bytes, r->events[i].count);
        }
    }
}

uint64_t recording_due(const struct recording *r)
{
    return r->next < r->count ? r->events[r->next].cycles : UINT64_MAX;
}

void recording_type(struct recording *r, struct session *s)
{
    while (r->next < r->count && r->events[r->next].cycles <= s->machine->cycles) {
        const struct input_event *e = &r->events[r->next++];
        console_type(&s->console, e->vm, e->bytes, e->count);
    }
}
