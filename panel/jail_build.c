/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From sources to an image, in steps, each of which is checked before the next: which files the
 * source wants, those included that are not there; its preprocessed text, which names its files
 * once more; the assembly that this, and nothing else, is compiled to; the object; the image.
 */
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "jail_parts.h"

/* A build on its way. After `over`, nothing more is run. */
struct build {
    const struct jail *jail;
    const struct jail_recipe *recipe;
    struct jail_result *result;
    struct jail_text messages;
    struct arguments objects; /* of the sources, in the box */
    bool failed, over;
};

/* A source, and what it becomes on the way. */
struct unit {
    const char *source;
    bool is_assembly;
    char *wanted, *included, *assembled;    /* lists of files, in the box as all of these */
    char *preprocessed, *assembly, *object; /* assembly is preprocessed to what is assembled */
};

/* --- what becomes of it --- */

static void refuse(struct build *b, const char *source, const char *why)
{
    char *line = xformat("%s: %s", source, why);
    jail_text_say(&b->messages, line);
    free(line);
    b->failed = true;
}

/* It is over, and what tools have said so far is not shown. */
static void end(struct build *b, const char *source, const char *why)
{
    jail_text_free(&b->messages);
    refuse(b, source, why);
    b->over = true;
}

static void end_escaped(struct build *b, const char *source)
{
    b->result->escaped = true;
    end(b, source,
        "asks for a file that is neither handed in nor part of the lab: expected none; "
        "what the compiler said is not shown");
}

static void end_limited(struct build *b, const char *source)
{
    char *why = xformat("too much to compile: expected at most %d s, %d MiB of memory and files of "
                        "%d MiB",
                        JAIL_CPU_SECONDS, JAIL_MEMORY >> 20, JAIL_OUTPUT_SIZE >> 20);
    b->result->limited = true;
    end(b, source, why);
    free(why);
}

/* --- commands --- */

static void add(struct arguments *a, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        arguments_add(a, words[i]);
    }
}

#define ADD(a, ...)                                                                                \
    add(a, (const char *const[]){__VA_ARGS__},                                                     \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* What all runs of the compiler have in common: paths as in the hand-in, no headers but its own. */
static struct arguments compiler(const struct build *b)
{
    const struct jail *j = b->jail;
    struct arguments a = {0};
    char *prefix = xformat("-ffile-prefix-map=%s=.", j->folder);
    arguments_add(&a, j->compiler);
    toolchain_add_machine(&a);
    toolchain_add_compile(&a);
    add(&a, b->recipe->flags, b->recipe->flag_count);
    ADD(&a, "-fno-lto", "-fno-working-directory", "-frandom-seed=0", "-fno-diagnostics-show-caret",
        "-nostdinc", prefix);
    for (int i = 0; i < 2 && j->headers[i] != NULL; i++) {
        ADD(&a, "-isystem", j->headers[i]);
    }
    free(prefix);
    return a;
}

static struct arguments preprocessor(const struct build *b, const struct unit *u)
{
    struct arguments a = compiler(b);
    ADD(&a, "-include", JAIL_GUARD, "-x", u->is_assembly ? "assembler-with-cpp" : "c");
    return a;
}

/* Whether what a tool says goes to the messages. */
enum show { SHOW_NEVER, SHOW_FAILURE, SHOW_ALWAYS };

/*
 * Run it. What it said goes to the messages, if it is to be shown; if it is about a file that is
 * outside, it is over. Whether it did what it should; a fault of Trapeze's is in *status.
 */
static bool run(struct build *b, struct arguments *a, const char *source, int *status,
                enum show show)
{
    struct jail_end e;
    *status = jail_run(b->jail, a, &e);
    arguments_free(a);
    bool good = *status == 0 && e.good;
    if (*status != 0 || e.interrupted) {
        b->over = true;
    } else if (e.limited) {
        end_limited(b, source);
    } else if (jail_told_of_file(b->jail, &e.said)) {
        end_escaped(b, source);
    } else if (show == SHOW_ALWAYS || (show == SHOW_FAILURE && !good)) {
        jail_text_show(&b->messages, &e.said, b->jail);
    }
    b->failed = b->failed || !good;
    jail_text_free(&e.said);
    return good && !b->over;
}

/* --- steps --- */

/* With -MG what is not there is listed, too: nothing tells whether a file outside is there. */
static bool list_files(struct build *b, const struct unit *u, int *status)
{
    struct arguments a = preprocessor(b, u);
    bool failed = b->failed;
    ADD(&a, "-M", "-MG", "-MT", "x", "-MF", u->wanted, u->source);
    run(b, &a, u->source, status, SHOW_NEVER);
    b->failed = failed; /* what is wrong, the next step says */
    if (b->over) {
        return false;
    }
    enum jail_list found = jail_check_list(b->jail, u->wanted);
    if (found == LIST_OUTSIDE) {
        end_escaped(b, u->source);
    } else if (found == LIST_NONE) {
        refuse(b, u->source, "the compiler cannot say which files it includes");
    }
    return found == LIST_INSIDE;
}

static bool preprocess(struct build *b, const struct unit *u, int *status)
{
    struct arguments a = preprocessor(b, u);
    ADD(&a, "-E", "-MD", "-MT", "x", "-MF", u->included, "-o", u->preprocessed, u->source);
    if (!run(b, &a, u->source, status, SHOW_ALWAYS)) {
        return false;
    }
    bool inside = jail_check_list(b->jail, u->included) == LIST_INSIDE &&
                  (u->is_assembly || jail_lines_inside(b->jail, u->preprocessed));
    if (!inside) {
        end_escaped(b, u->source);
    }
    return inside;
}

static bool compile(struct build *b, const struct unit *u, int *status)
{
    if (u->is_assembly) {
        return true;
    }
    struct arguments a = compiler(b);
    ADD(&a, "-S", "-x", "cpp-output", "-fpreprocessed", "-o", u->assembly, u->preprocessed);
    return run(b, &a, u->source, status, SHOW_ALWAYS);
}

/*
 * An assembler that fails writes no list. Then what it says is shown only if it had no way to open
 * a file, or walls in its way.
 */
static bool assemble(struct build *b, const struct unit *u, int *status)
{
    struct arguments a = compiler(b);
    char *list = xformat("-Wa,--MD,%s", u->assembled);
    bool walls = b->jail->bubblewrap != NULL || b->jail->fence;
    bool show = walls || !jail_may_open(b->jail, u->assembly);
    ADD(&a, "-c", "-x", "assembler", list, "-o", u->object, u->assembly);
    free(list);
    bool good = run(b, &a, u->source, status, show ? SHOW_ALWAYS : SHOW_NEVER);
    if (!good && !b->over && !show) {
        refuse(b, u->source,
               "the assembler refuses it; what it said is not shown, since there are macros or "
               ".include in it");
    }
    if (good && jail_check_list(b->jail, u->assembled) != LIST_INSIDE) {
        end_escaped(b, u->source);
    }
    return good && !b->over;
}

static void check_object(struct build *b, const struct unit *u)
{
    char *odd = jail_odd_section(b->jail, u->object);
    if (odd != NULL) {
        char *why =
            xformat("has a section %s: expected no name that begins with .gnu", excerpt(odd).text);
        refuse(b, u->source, why);
        free(why);
    } else {
        arguments_add(&b->objects, u->object);
    }
    free(odd);
}

/* --- sources --- */

static int make_unit(struct unit *u, const struct jail *j, const char *source)
{
    const char *dot = strrchr(source, '.');
    bool is_assembly = dot != NULL && strcmp(dot, ".S") == 0;
    char *made = xformat(JAIL_MADE "/%s", source);
    char *path = jail_path(j, made);
    *u = (struct unit){
        .source = source,
        .is_assembly = is_assembly,
        .wanted = xformat("%s.wanted", made),
        .included = xformat("%s.included", made),
        .assembled = xformat("%s.assembled", made),
        .preprocessed = xformat("%s.%c", made, is_assembly ? 's' : 'i'),
        .assembly = xformat("%s.s", made),
        .object = xformat("%s.o", made),
    };
    int status = folder_make_for(path);
    free(path);
    free(made);
    return status != 0 ? EXIT_INTERNAL : 0;
}

static void free_unit(struct unit *u)
{
    char *const names[] = {u->wanted,       u->included, u->assembled,
                           u->preprocessed, u->assembly, u->object};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        free(names[i]);
    }
}

/* The steps of one source; a step that fails is its last. */
static int build_unit(struct build *b, const char *source)
{
    struct unit u;
    int status = make_unit(&u, b->jail, source);
    if (status == 0 && list_files(b, &u, &status) && preprocess(b, &u, &status) &&
        compile(b, &u, &status) && assemble(b, &u, &status)) {
        check_object(b, &u);
    }
    free_unit(&u);
    return status;
}

/* --- the image --- */

/* Trusted objects are linked from the box: messages then have names of theirs, and no paths. */
static int add_trusted(struct build *b, struct jail *j, struct arguments *a)
{
    int status = 0;
    for (size_t i = 0; i < b->recipe->object_count && status == 0; i++) {
        const char *path = b->recipe->objects[i];
        const char *slash = strrchr(path, '/');
        char *name = xformat(JAIL_MADE "/trusted/%zu/%s", i, slash != NULL ? slash + 1 : path);
        status = jail_trust(j, path, name);
        arguments_add(a, name);
        free(name);
    }
    return status;
}

/* What the linker says of an image that it has made is about the script, which is not theirs. */
static int link_image(struct build *b, struct jail *j)
{
    struct arguments a = {0};
    const char *image = b->recipe->image;
    char *made = xformat(JAIL_MADE "/image/%s", image);
    char *path = jail_path(j, made);
    arguments_add(&a, j->compiler);
    toolchain_add_machine(&a);
    toolchain_add_link(&a);
    ADD(&a, "-fno-lto", "-fno-use-linker-plugin", "-Wl,--strip-debug", "-Wl,--gc-sections", "-T",
        b->recipe->script, "-o", made);
    for (unsigned i = 0; i < b->objects.count; i++) {
        arguments_add(&a, b->objects.word[i]);
    }
    int status = folder_make_for(path);
    status = status != 0 ? EXIT_INTERNAL : add_trusted(b, j, &a);
    arguments_add(&a, "-lgcc");
    if (status == 0 && run(b, &a, image, &status, SHOW_FAILURE)) {
        b->result->built = true;
        b->result->image = xstrdup(path);
    }
    arguments_free(&a);
    free(path);
    free(made);
    return status;
}

/* --- all of it --- */

static char *shown(struct build *b)
{
    struct jail_text *t = &b->messages;
    char *text = t->size == 0 ? xstrdup("")
                 : t->cut     ? xformat("%s\n[more than can be shown]\n", t->text)
                              : xstrdup(t->text);
    jail_text_free(t);
    return text;
}

int jail_build(struct jail *j, const struct jail_recipe *recipe, struct jail_result *r)
{
    enum { NOTICE = 64 };
    struct build b = {.jail = j, .recipe = recipe, .result = r};
    int status = 0;
    *r = (struct jail_result){0};
    b.messages.most = JAIL_MESSAGES - NOTICE;
    for (size_t i = 0; i < recipe->source_count && status == 0 && !b.over; i++) {
        status = build_unit(&b, recipe->sources[i]);
    }
    if (status == 0 && !b.failed && !b.over) {
        status = link_image(&b, j);
    }
    r->messages = shown(&b);
    arguments_free(&b.objects);
    return status;
}

void jail_result_free(struct jail_result *r)
{
    free(r->image);
    free(r->messages);
    *r = (struct jail_result){0};
}
