/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What there is on this host to build a box of: the compiler's headers, the places of its programs,
 * and walls about them. A wall stands if the whole way of a small program through the tools works
 * behind it. Without any, the lists of what the tools have opened are all there is (jail_check.c).
 */
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "jail_parts.h"
#include "run.h"

/* The folder that a path is in, as long as there is one: cut off in place. */
static void cut_last(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash != NULL) {
        *slash = '\0';
    }
}

static void visit_part(const char *prefix, const char *part, jail_place_visitor *visit,
                       void *context)
{
    char *place = xformat("%s/%s", prefix, part);
    visit(context, place);
    free(place);
}

/* A compiler installed under PREFIX has its parts in PREFIX/lib, PREFIX/TARGET, and so on. */
static void visit_prefix(const struct jail *j, const char *program, jail_place_visitor *visit,
                         void *context)
{
    static const char *const parts[] = {"bin", "lib", "lib64", "libexec"};
    char *prefix = xstrdup(program);
    cut_last(prefix);
    cut_last(prefix);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        visit_part(prefix, parts[i], visit, context);
    }
    if (j->target != NULL) {
        visit_part(prefix, j->target, visit, context);
    }
    free(prefix);
}

void jail_places(const struct jail *j, jail_place_visitor *visit, void *context)
{
    static const char *const libraries[] = {
        "/lib", "/lib64", "/bin", "/usr/lib", "/usr/lib64", "/usr/bin", "/etc/ld.so.cache"};
    char *real = realpath(j->compiler, NULL);
    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++) {
        visit(context, libraries[i]);
    }
    visit_prefix(j, j->compiler, visit, context);
    if (real != NULL) {
        visit_prefix(j, real, visit, context);
    }
    free(real);
}

/* What the compiler answers to one option, in *answer, in new memory; empty if it does not. */
static int ask(const struct jail *j, const char *option, char **answer)
{
    struct arguments a = {0};
    struct jail_end e;
    arguments_add(&a, j->compiler);
    toolchain_add_machine(&a);
    arguments_add(&a, option);
    int status = jail_run(j, &a, &e);
    *answer = xstrdup(status == 0 && e.good && e.said.size != 0 ? e.said.text : "");
    (*answer)[strcspn(*answer, "\n")] = '\0';
    jail_text_free(&e.said);
    arguments_free(&a);
    return status;
}

/* A folder of headers; none if the compiler does not have it: it then answers with the bare name.
 */
static int find_headers(const struct jail *j, const char *name, char **folder)
{
    char *option = xformat("-print-file-name=%s", name);
    char *answer;
    int status = ask(j, option, &answer);
    *folder = *answer == '/' ? realpath(answer, NULL) : NULL;
    free(answer);
    free(option);
    return status;
}

/* Whether a program can be compiled, assembled and linked, as the box is now. */
static int try_tools(const struct jail *j, bool *works)
{
    struct arguments a = {0};
    struct jail_end e;
    arguments_add(&a, j->compiler);
    toolchain_add_machine(&a);
    toolchain_add_compile(&a);
    toolchain_add_link(&a);
    ARGUMENTS_ADD(&a, "-o", JAIL_MADE "/trial", "-x", "c", JAIL_GUARD);
    int status = jail_run(j, &a, &e);
    *works = status == 0 && e.good;
    jail_text_free(&e.said);
    arguments_free(&a);
    return status;
}

/* bubblewrap takes all else out of sight; where it does not work, perhaps the kernel's fence does.
 */
static int find_walls(struct jail *j)
{
    bool works = false;
    j->bubblewrap = program_along_path("bwrap");
    bool is_there = j->bubblewrap != NULL && *j->bubblewrap == '/';
    int status = is_there ? try_tools(j, &works) : 0;
    if (status == 0 && !works) {
        free(j->bubblewrap);
        j->bubblewrap = NULL;
        j->fence = jail_fence_known();
        works = false;
        status = j->fence ? try_tools(j, &works) : 0;
        j->fence = works;
    }
    return status;
}

int jail_prepare(struct jail *j)
{
    int status = ask(j, "-dumpmachine", &j->target);
    status = status != 0 ? status : find_headers(j, "include", &j->headers[0]);
    status = status != 0 ? status : find_headers(j, "include-fixed", &j->headers[1]);
    if (status == 0 && j->headers[0] == NULL) {
        status = run_interrupted()
                     ? EXIT_GUEST
                     : diag_internal("%s: does not say where its headers are", j->compiler);
    }
    return status != 0 ? status : find_walls(j);
}
