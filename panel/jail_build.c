/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All sources, then the image; and what becomes of it, in words for a student. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "folder.h"
#include "jail_parts.h"

#define TRUSTED JAIL_MADE "/trusted"

/* --- what becomes of it --- */

void jail_refuse(struct jail_work *w, const char *source, const char *why)
{
    char *line = xformat("%s: %s", source, why);
    jail_text_say(&w->messages, line);
    free(line);
    w->failed = true;
}

/* It is over, and what tools have said so far is not shown. */
static void end(struct jail_work *w, const char *source, const char *why)
{
    jail_text_free(&w->messages);
    jail_refuse(w, source, why);
    w->over = true;
}

void jail_escaped(struct jail_work *w, const char *source)
{
    w->result->escaped = true;
    end(w, source,
        "asks for a file that is neither handed in nor part of the lab: expected none; "
        "what the compiler said is not shown");
}

static void end_limited(struct jail_work *w, const char *source)
{
    char *why = xformat("too much to compile: expected at most %d s, %d MiB of memory and files of "
                        "%d MiB",
                        JAIL_CPU_SECONDS, JAIL_MEMORY >> 20, JAIL_OUTPUT_SIZE >> 20);
    w->result->limited = true;
    end(w, source, why);
    free(why);
}

/* --- a tool --- */

bool jail_step(struct jail_work *w, struct arguments *a, const char *source, enum jail_show show,
               int *status)
{
    struct jail_end e;
    *status = jail_run(w->jail, a, &e);
    if (*status == 0 && e.unrunnable) {
        *status = diag_internal("%s: cannot be run", a->word[0]);
    }
    arguments_free(a);
    bool good = *status == 0 && e.good;
    if (*status != 0 || e.interrupted) {
        w->over = true;
    } else if (e.limited) {
        end_limited(w, source);
    } else if (jail_told_of_file(w->jail, &e.said)) {
        jail_escaped(w, source);
    } else if (show == SHOW_ALWAYS || (show == SHOW_FAILURE && !good)) {
        jail_text_show(&w->messages, &e.said, w->jail);
    }
    w->failed = w->failed || !good;
    jail_text_free(&e.said);
    return good && !w->over;
}

/* --- the image --- */

/* Those of a build before this one in the same box. */
static int clear_trusted(const struct jail *j)
{
    char *path = jail_path(j, TRUSTED);
    int status = access(path, F_OK) == 0 ? folder_remove(path) : 0;
    free(path);
    return status != 0 ? EXIT_INTERNAL : 0;
}

/* Trusted objects are linked from the box: messages then have names of theirs, and no paths. */
static int add_trusted(struct jail_work *w, struct jail *j, struct arguments *a)
{
    int status = clear_trusted(j);
    for (size_t i = 0; i < w->recipe->object_count && status == 0; i++) {
        const char *path = w->recipe->objects[i];
        const char *slash = strrchr(path, '/');
        char *name = xformat(TRUSTED "/%zu/%s", i, slash != NULL ? slash + 1 : path);
        status = jail_trust(j, path, name);
        arguments_add(a, name);
        free(name);
    }
    return status;
}

/* What the linker says of an image that it has made is about the script, which is not theirs. */
static int link_image(struct jail_work *w, struct jail *j)
{
    struct arguments a = {0};
    const char *image = w->recipe->image;
    char *made = xformat(JAIL_MADE "/image/%s", image);
    char *path = jail_path(j, made);
    arguments_add(&a, j->compiler);
    toolchain_add_machine(&a);
    toolchain_add_link(&a);
    ARGUMENTS_ADD(&a, "-fno-lto", "-fno-use-linker-plugin", "-Wl,--strip-debug",
                  "-Wl,--gc-sections", "-T", w->recipe->script, "-o", made);
    for (unsigned i = 0; i < w->objects.count; i++) {
        arguments_add(&a, w->objects.word[i]);
    }
    int status = folder_make_for(path);
    status = status != 0 ? EXIT_INTERNAL : add_trusted(w, j, &a);
    arguments_add(&a, "-lgcc");
    if (status == 0 && jail_step(w, &a, image, SHOW_FAILURE, &status)) {
        w->result->built = true;
        w->result->image = xstrdup(path);
    }
    arguments_free(&a);
    free(path);
    free(made);
    return status;
}

/* --- all of it --- */

static char *shown(struct jail_work *w)
{
    struct jail_text *t = &w->messages;
    char *text = t->size == 0 ? xstrdup("")
                 : t->cut     ? xformat("%s\n[more than can be shown]\n", t->text)
                              : xstrdup(t->text);
    jail_text_free(t);
    return text;
}

int jail_build(struct jail *j, const struct jail_recipe *recipe, struct jail_result *r)
{
    enum { NOTICE = 64 };
    struct jail_work w = {.jail = j, .recipe = recipe, .result = r};
    int status = 0;
    *r = (struct jail_result){0};
    w.messages.most = JAIL_MESSAGES - NOTICE;
    for (size_t i = 0; i < recipe->source_count && status == 0 && !w.over; i++) {
        status = jail_unit(&w, recipe->sources[i]);
    }
    if (status == 0 && !w.failed && !w.over) {
        status = link_image(&w, j);
    }
    r->messages = shown(&w);
    arguments_free(&w.objects);
    return status;
}

void jail_result_free(struct jail_result *r)
{
    free(r->image);
    free(r->messages);
    *r = (struct jail_result){0};
}
