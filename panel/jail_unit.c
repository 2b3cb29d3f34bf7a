/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a source to an object, in steps, each of which is checked before the next: which files the
 * source wants, those included that are not there; its preprocessed text, which may say of its
 * lines that they are another file's; assembly; the object.
 */
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "jail_parts.h"

/* A source, and what it becomes on the way. */
struct unit {
    const char *source;
    bool is_assembly;
    char *wanted, *included, *compiled, *assembled; /* lists of files, in the box as all of these */
    char *preprocessed, *assembly, *object; /* assembly is preprocessed to what is assembled */
};

/* What all runs of the compiler have in common: paths as in the hand-in, no headers but its own. */
static struct arguments compiler(const struct jail_work *w)
{
    const struct jail *j = w->jail;
    struct arguments a = {0};
    char *prefix = xformat("-ffile-prefix-map=%s=.", j->folder);
    arguments_add(&a, j->compiler);
    toolchain_add_machine(&a);
    toolchain_add_compile(&a);
    arguments_add_all(&a, w->recipe->flags, w->recipe->flag_count);
    ARGUMENTS_ADD(&a, "-fno-lto", "-fno-working-directory", "-frandom-seed=0",
                  "-fno-diagnostics-show-caret", "-nostdinc", prefix);
    for (int i = 0; i < 2 && j->headers[i] != NULL; i++) {
        ARGUMENTS_ADD(&a, "-isystem", j->headers[i]);
    }
    free(prefix);
    return a;
}

static struct arguments preprocessor(const struct jail_work *w, const struct unit *u)
{
    struct arguments a = compiler(w);
    ARGUMENTS_ADD(&a, "-include", JAIL_GUARD, "-x", u->is_assembly ? "assembler-with-cpp" : "c");
    return a;
}

/* --- the steps --- */

/* With -MG what is not there is listed, too: nothing tells whether a file outside is there. */
static bool list_files(struct jail_work *w, const struct unit *u, int *status)
{
    struct arguments a = preprocessor(w, u);
    bool failed = w->failed;
    ARGUMENTS_ADD(&a, "-M", "-MG", "-MT", "x", "-MF", u->wanted, u->source);
    jail_step(w, &a, u->source, SHOW_NEVER, status);
    w->failed = failed; /* what is wrong, the next step says */
    if (w->over) {
        return false;
    }
    enum jail_list found = jail_check_list(w->jail, u->wanted);
    if (found == LIST_OUTSIDE) {
        jail_escaped(w, u->source);
    } else if (found == LIST_NONE) {
        jail_refuse(w, u->source, "the compiler cannot say which files it includes");
    }
    return found == LIST_INSIDE;
}

static bool preprocess(struct jail_work *w, const struct unit *u, int *status)
{
    struct arguments a = preprocessor(w, u);
    ARGUMENTS_ADD(&a, "-E", "-MD", "-MT", "x", "-MF", u->included, "-o", u->preprocessed,
                  u->source);
    if (!jail_step(w, &a, u->source, SHOW_ALWAYS, status)) {
        return false;
    }
    bool inside = jail_check_list(w->jail, u->included) == LIST_INSIDE &&
                  (u->is_assembly || jail_lines_inside(w->jail, u->preprocessed));
    if (!inside) {
        jail_escaped(w, u->source);
    }
    return inside;
}

/*
 * The source itself, so that warnings are as in any other compilation: what is seen of a text that
 * has been preprocessed before is not the same. Nor need it be the text that was looked at, since
 * pragmas for the compiler change what it defines: so there is a list once more.
 */
static bool compile(struct jail_work *w, const struct unit *u, int *status)
{
    if (u->is_assembly) {
        return true;
    }
    struct arguments a = preprocessor(w, u);
    ARGUMENTS_ADD(&a, "-S", "-MD", "-MT", "x", "-MF", u->compiled, "-o", u->assembly, u->source);
    bool good = jail_step(w, &a, u->source, SHOW_ALWAYS, status);
    if (!w->over && jail_check_list(w->jail, u->compiled) != LIST_INSIDE) {
        jail_escaped(w, u->source);
    }
    return good && !w->over;
}

/*
 * An assembler that fails writes no list. Then what it says is shown only if it had no way to open
 * a file, or walls in its way.
 */
static bool assemble(struct jail_work *w, const struct unit *u, int *status)
{
    struct arguments a = compiler(w);
    char *list = xformat("-Wa,--MD,%s", u->assembled);
    bool walls = w->jail->bubblewrap != NULL || w->jail->fence;
    bool show = walls || !jail_may_open(w->jail, u->assembly);
    ARGUMENTS_ADD(&a, "-c", "-x", "assembler", list, "-o", u->object, u->assembly);
    free(list);
    bool good = jail_step(w, &a, u->source, show ? SHOW_ALWAYS : SHOW_NEVER, status);
    if (!good && !w->over && !show) {
        jail_refuse(
            w, u->source,
            "the assembler refuses it; what it said is not shown, since there are macros or "
            ".include in it");
    }
    if (good && jail_check_list(w->jail, u->assembled) != LIST_INSIDE) {
        jail_escaped(w, u->source);
    }
    return good && !w->over;
}

static void check_object(struct jail_work *w, const struct unit *u)
{
    char *odd = jail_odd_section(w->jail, u->object);
    if (odd != NULL) {
        char *why =
            xformat("has a section %s: expected no name that begins with .gnu", excerpt(odd).text);
        jail_refuse(w, u->source, why);
        free(why);
    } else {
        arguments_add(&w->objects, u->object);
    }
    free(odd);
}

/* --- all of it --- */

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
        .compiled = xformat("%s.compiled", made),
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
    char *const names[] = {u->wanted,       u->included, u->compiled, u->assembled,
                           u->preprocessed, u->assembly, u->object};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        free(names[i]);
    }
}

int jail_unit(struct jail_work *w, const char *source)
{
    struct unit u;
    int status = make_unit(&u, w->jail, source);
    if (status == 0 && list_files(w, &u, &status) && preprocess(w, &u, &status) &&
        compile(w, &u, &status) && assemble(w, &u, &status)) {
        check_object(w, &u);
    }
    free_unit(&u);
    return status;
}
