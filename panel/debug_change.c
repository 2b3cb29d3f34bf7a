/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person does to a session from outside: input, changes by hand, files to go on from. */
#include "debug_run.h"
#include "saved.h"

void debug_changed(struct debugger *d)
{
    history_changed(d);
}

void debug_type(struct debugger *d, unsigned vm, const uint8_t *bytes, size_t count)
{
    history_typed(d, vm, bytes, count);
    console_type(&d->session.console, vm, bytes, count);
}

bool debug_save(struct debugger *d, const char *path)
{
    struct output f;
    struct recording nothing = {.count = 0};
    if (output_open(&f, path, (struct where){"save", 0, 0}) != 0) {
        return debug_error(d, "`%s` could not be written", excerpt(path).text);
    }
    int status = saved_write(f.file, &d->session, &nothing);
    status = status ? status : output_commit(&f);
    output_abandon(&f);
    return status == 0 || debug_error(d, "`%s` could not be written", excerpt(path).text);
}

/* Whether f can be gone on from at all: tried in a session that nobody sees. */
static int try(struct debugger *d, struct saved *f)
{
    struct session s;
    struct recording pending = {.count = 0};
    int status = config_agrees(&d->config, &f->config);
    status = status ? status : saved_begin(f, &s, &d->config, (struct flat){false, 0});
    if (status == 0) {
        s.console.quiet = true;
        status = saved_load(f, &s, &pending);
    }
    if (status == 0) {
        session_close(&s);
    }
    if (status == 0 && pending.count > 0) {
        status = diag_at((struct where){f->path, 0, 0},
                         "recorded input is still to come: expected a snapshot of a run without");
    }
    recording_free(&pending);
    return status;
}

/* The screen stays as it is; what consoles' files hold is what the snapshot's run has put out. */
static void go_on_from(struct debugger *d, struct saved *f)
{
    d->session.console.quiet = true;
    saved_reload(f, &d->session);
    d->session.console.quiet = false;
    history_end(d);
    history_begin(d);
}

static int open_and(struct debugger *d, const char *path, bool trying)
{
    struct saved f;
    int status = saved_open(&f, path);
    if (status == 0 && trying) {
        status = try(d, &f);
    } else if (status == 0) {
        go_on_from(d, &f);
    }
    saved_close(&f);
    return status;
}

bool debug_load(struct debugger *d, const char *path)
{
    return (open_and(d, path, true) == 0 && open_and(d, path, false) == 0) ||
           debug_error(d, "`%s` cannot be gone on from", excerpt(path).text);
}
