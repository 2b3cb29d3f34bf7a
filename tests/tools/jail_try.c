/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A submission through the box, for tests/attacks/build.sh:
 *
 *   jail_try [-t PATH=NAME] [-f FLAG] [-o OBJECT] [-k FILE] [-rw] SUBMISSION SCRIPT SOURCE...
 *
 * SOURCEs are taken out of SUBMISSION; what is trusted lies in the box before them; SCRIPT is the
 * linker's. -t, -f and -o may be repeated. -k: keep the image as FILE. -r: build twice. -w: without
 * bubblewrap and without the kernel's fence. It prints the messages, and then what became of it:
 * built HASH, failed, escaped, limited or "refused NAME: why". Status 0, or that of the box.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "panel/jail.h"

enum { MOST = 16 };

struct words {
    const char *word[MOST];
    size_t count;
};

static void keep(struct words *w, const char *word)
{
    if (w->count == MOST) {
        exit(EXIT_USAGE);
    }
    w->word[w->count++] = word;
}

/* FNV-1a: the same image has the same. It is copied on the way, if there is somewhere to. */
static uint64_t hash_file(const char *path, const char *copy)
{
    uint64_t hash = 0xcbf29ce484222325;
    FILE *f = fopen(path, "rb");
    FILE *to = copy != NULL ? fopen(copy, "wb") : NULL;
    for (int c; f != NULL && (c = getc(f)) != EOF;) {
        hash = (hash ^ (uint64_t)c) * 0x100000001b3;
        if (to != NULL) {
            putc(c, to);
        }
    }
    if (f != NULL) {
        fclose(f);
    }
    if (to != NULL) {
        fclose(to);
    }
    return hash;
}

static int trust(struct jail *j, const char *pair)
{
    const char *equals = strchr(pair, '=');
    if (equals == NULL) {
        return EXIT_USAGE;
    }
    char *path = xformat("%.*s", (int)(equals - pair), pair);
    int status = jail_trust(j, path, equals + 1);
    free(path);
    return status;
}

static int build(struct jail *j, const struct jail_recipe *recipe, const char *keep_as)
{
    struct jail_result r;
    int status = jail_build(j, recipe, &r);
    fputs(r.messages, stdout);
    if (r.built) {
        printf("built %016llx\n", (unsigned long long)hash_file(r.image, keep_as));
    } else {
        puts(r.escaped ? "escaped" : r.limited ? "limited" : "failed");
    }
    jail_result_free(&r);
    return status;
}

/* What a build leaves in the box is not in the next one's way. */
static int build_before(struct jail *j, const struct jail_recipe *recipe)
{
    struct jail_result r;
    int status = jail_build(j, recipe, &r);
    jail_result_free(&r);
    return status;
}

static int take_and_build(struct jail *j, const char *submission, struct jail_recipe *recipe,
                          const char *keep_as, bool twice)
{
    char why[200];
    for (size_t i = 0; i < recipe->source_count; i++) {
        if (!jail_take(j, submission, recipe->sources[i], why)) {
            printf("refused %s: %s\n", recipe->sources[i], why);
            return 0;
        }
    }
    int status = twice ? build_before(j, recipe) : 0;
    return status != 0 ? status : build(j, recipe, keep_as);
}

static void take_down_walls(struct jail *j)
{
    free(j->bubblewrap);
    j->bubblewrap = NULL;
    j->fence = false;
}

int main(int argc, char **argv)
{
    struct words trusted = {{0}, 0}, flags = {{0}, 0}, objects = {{0}, 0};
    bool walls = true, twice = false;
    const char *keep_as = NULL;
    int option;
    while ((option = getopt(argc, argv, "+t:f:o:k:rw")) != -1) {
        if (option == 'w') {
            walls = false;
        } else if (option == 'r') {
            twice = true;
        } else if (option == 'k') {
            keep_as = optarg;
        } else if (option == '?') {
            return EXIT_USAGE;
        } else {
            keep(option == 't' ? &trusted : option == 'f' ? &flags : &objects, optarg);
        }
    }
    if (argc - optind < 3) {
        return EXIT_USAGE;
    }
    struct jail_recipe recipe = {
        .sources = (const char *const *)argv + optind + 2,
        .source_count = (size_t)(argc - optind - 2),
        .objects = objects.word,
        .object_count = objects.count,
        .flags = flags.word,
        .flag_count = flags.count,
        .script = ".script.ld",
        .image = "image",
    };
    struct jail j;
    int status = jail_open(&j);
    status = status != 0 ? status : jail_trust(&j, argv[optind + 1], recipe.script);
    for (size_t i = 0; i < trusted.count && status == 0; i++) {
        status = trust(&j, trusted.word[i]);
    }
    if (status == 0) {
        if (!walls) {
            take_down_walls(&j);
        }
        fprintf(stderr, "walls: %s\n", j.bubblewrap ? "bubblewrap" : j.fence ? "fence" : "none");
        status = take_and_build(&j, argv[optind], &recipe, keep_as, twice);
    }
    jail_close(&j);
    return status;
}
