/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files.h"

#include <stdlib.h>
#include <string.h>

#include "disks.h"
#include "record.h"

static int open_named(struct output *o, const char *path, struct where at)
{
    return path ? output_open(o, path, at) : 0;
}

static int open_of_vm(struct files *f, unsigned i, const struct config_vm *vm)
{
    int status = open_named(&f->consoles[i], vm->console, vm->console_at);
    status = status ? status : open_named(&f->disks[i], vm->disk_save, vm->disk_save_at);
    return status ? status : open_named(&f->signatures[i], vm->signature, vm->signature_at);
}

int files_open(struct files *f, const struct options *o, const struct config *c)
{
    const struct where nowhere = {NULL, 0, 0};
    size_t size = (c->vms_count + 1) * sizeof *f->consoles;
    *f = (struct files){
        .consoles = xmalloc(size), .signatures = xmalloc(size), .disks = xmalloc(size)};
    memset(f->consoles, 0, size);
    memset(f->disks, 0, size);
    memset(f->signatures, 0, size);
    f->vms = c->vms_count;
    int status = open_named(&f->json, o->json, nowhere);
    status = status ? status : open_named(&f->record, o->record, nowhere);
    status = status ? status : open_named(&f->save, o->save, nowhere);
    status =
        status ? status : open_named(&f->pipeline, options_drawn(o) ? NULL : o->pipeline, nowhere);
    status = status ? status : open_named(&f->disk, c->machine.disk_save, c->machine.disk_save_at);
    for (unsigned i = 0; i < f->vms && status == 0; i++) {
        status = open_of_vm(f, i, &c->vms[i]);
    }
    if (f->record.file) {
        record_begin(f->record.file);
    }
    return status;
}

void files_connect(const struct files *f, struct console *c)
{
    for (unsigned i = 0; i < f->vms; i++) {
        c->channels[i + 1].raw = f->consoles[i].file;
    }
}

/* A guest's disk, if it is to be saved, as it is now. */
static int commit_disk(struct output *o, const struct session *s, const struct guest *g)
{
    if (o->file) {
        size_t size;
        const uint8_t *bytes = disk_bytes(s, g, &size);
        fwrite(bytes, 1, size, o->file);
    }
    return output_commit(o);
}

int files_commit(struct files *f, const struct session *s)
{
    int status = commit_disk(&f->disk, s, &s->guests[0]);
    status = status ? status : output_commit(&f->json);
    status = status ? status : output_commit(&f->record);
    status = status ? status : output_commit(&f->pipeline);
    for (unsigned i = 0; i < f->vms && status == 0; i++) {
        if (f->signatures[i].file) {
            signature_write(&s->guests[i].signature, f->signatures[i].file);
        }
        status = commit_disk(&f->disks[i], s, &s->guests[i]);
        status = status ? status : output_commit(&f->consoles[i]);
        status = status ? status : output_commit(&f->signatures[i]);
    }
    return status;
}

void files_abandon(struct files *f)
{
    for (unsigned i = 0; i < f->vms; i++) {
        output_abandon(&f->consoles[i]);
        output_abandon(&f->signatures[i]);
        output_abandon(&f->disks[i]);
    }
    free(f->consoles);
    free(f->signatures);
    free(f->disks);
    output_abandon(&f->disk);
    output_abandon(&f->json);
    output_abandon(&f->record);
    output_abandon(&f->save);
    output_abandon(&f->pipeline);
    *f = (struct files){.vms = 0};
}
