/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done once for a lab, before submissions; and what is taken out of all that is told. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "grade.h"
#include "machine/hash.h"
#include "toolchain.h"

/* --- before --- */

static int hash_file(struct point_files *files, const char *path, bool image, struct where at,
                     uint64_t *hash)
{
    const struct point_file *f = path != NULL ? point_file(files, path, image, at) : NULL;
    *hash = hash_number(*hash, f != NULL ? f->hash : 0);
    return f != NULL || path == NULL ? 0 : EXIT_USAGE;
}

/* The guests that a test's file names, what was handed in aside. */
static int hash_guests(const struct lab *l, const struct lab_test *t, struct point_files *files,
                       uint64_t *hash)
{
    struct config c = {.file = NULL};
    int status = lab_config(&c, l, t->file, l->keeper.file, NULL);
    for (unsigned i = 0; i < c.vms_count && status == 0; i++) {
        const struct config_vm *vm = &c.vms[i];
        if (strcmp(vm->image, l->keeper.file) != 0) {
            status = hash_file(files, vm->image, true, vm->image_at, hash);
        }
        status = status != 0 ? status : hash_file(files, vm->disk, false, vm->disk_at, hash);
        status = status != 0 ? status : hash_file(files, vm->initrd, false, vm->initrd_at, hash);
    }
    config_free(&c);
    return status;
}

static int hash_test(const struct lab *l, const struct lab_test *t, struct point_files *files,
                     uint64_t *hash)
{
    int status = hash_file(files, t->file, false, t->at, hash);
    if (status == 0 && t->judge == JUDGE_CLASSES) {
        return grade_check_questions(l, t);
    }
    status = status != 0 ? status : hash_file(files, t->fault, false, t->at, hash);
    return status == 0 && t->file != NULL ? hash_guests(l, t, files, hash) : status;
}

/* Things of Trapeze's own that a grade depends on. */
static int hash_own(const struct lab *l, struct point_files *files, uint64_t *hash)
{
    bool kit = l->kind == LAB_MONITOR || l->kind == LAB_ESCAPE;
    char *monitor = kit ? find_shipped("labs/monitor", "vmm.elf") : find_shipped(NULL, "vmm.elf");
    int status = hash_file(files, monitor, false, (struct where){NULL, 0, 0}, hash);
    free(monitor);
    return status;
}

static int hash_lab(struct grade_means *m, const struct lab *l)
{
    char *hidden = xformat("%shidden/tests.yaml", l->folder);
    struct point_files *files = &m->files;
    m->hash = hash_text(HASH_EMPTY, TRAPEZE_VERSION);
    int status = hash_file(files, l->keeper.file, false, l->root->at, &m->hash);
    if (status == 0 && l->hidden != NULL) {
        status = hash_file(files, hidden, false, l->hidden->at, &m->hash);
    }
    free(hidden);
    for (unsigned i = 0; i < l->trusted.count && status == 0; i++) {
        char *path = xformat("%strusted/%s", l->folder, l->trusted.list[i]);
        status = hash_file(files, path, false, l->root->at, &m->hash);
        free(path);
    }
    for (unsigned i = 0; i < l->test_count && status == 0; i++) {
        status = hash_test(l, &l->tests[i], files, &m->hash);
    }
    return status != 0 ? status : hash_own(l, files, &m->hash);
}

const char *grade_faulty(const struct grade_means *m, const struct lab_test *t)
{
    for (unsigned i = 0; i < m->fault_count && t->fault != NULL; i++) {
        if (strcmp(m->faults[i].patch, t->fault) == 0) {
            return m->faults[i].image;
        }
    }
    return NULL;
}

static int make_faults(struct grade_means *m, const struct lab *l)
{
    int status = 0;
    for (unsigned i = 0; i < l->test_count && status == 0; i++) {
        const struct lab_test *t = &l->tests[i];
        if (t->fault != NULL && grade_faulty(m, t) == NULL) {
            m->faults = xrealloc(m->faults, (m->fault_count + 1) * sizeof *m->faults);
            status = grade_fault_make(&m->faults[m->fault_count++], t->fault);
        }
    }
    if (status == 0 && m->fault_count > 0) {
        m->sound = find_shipped("labs/monitor", "vmm.elf");
        status = m->sound != NULL ? 0 : diag_internal("labs/monitor/vmm.elf is missing");
    }
    return status;
}

int grade_prepare(struct grade_means *m, const struct lab *l)
{
    *m = (struct grade_means){.hash = 0};
    int status = hash_lab(m, l);
    return status != 0 ? status : make_faults(m, l);
}

void grade_means_free(struct grade_means *m)
{
    for (unsigned i = 0; i < m->fault_count; i++) {
        jail_close(&m->faults[i].jail);
        free(m->faults[i].image);
    }
    free(m->faults);
    free(m->sound);
    point_files_free(&m->files);
    *m = (struct grade_means){.hash = 0};
}

/* --- what may be told --- */

static bool in_name(char c)
{
    return isalnum((unsigned char)c) || (c != '\0' && strchr("._-+/", c) != NULL);
}

/* Of a path that a text begins with, its length with the slash behind it; else 0. */
static size_t begins_with(const char *text, const char *path)
{
    size_t n = path != NULL && *path == '/' ? strlen(path) : 0;
    while (n > 0 && path[n - 1] == '/') {
        n--;
    }
    bool is = n > 0 && strncmp(text, path, n) == 0 && (text[n] == '/' || !in_name(text[n]));
    return is ? n + (text[n] == '/') : 0;
}

/* How much of a text, where a name begins, is one of these folders: the longest, if several are. */
static size_t own_folder(const char *text, const struct arguments *folders)
{
    size_t longest = 0;
    for (unsigned i = 0; i < folders->count; i++) {
        size_t n = begins_with(text, folders->word[i]);
        longest = n > longest ? n : longest;
    }
    return longest;
}

/* A character as it is, or, if a terminal or a reader of UTF-8 would stumble, as \xNN. */
static size_t put_character(FILE *out, const char *text, size_t left)
{
    uint32_t code;
    size_t n = utf8_step(text, left, &code);
    bool plain = n > 0 && (code == '\n' || utf8_printable(code));
    if (plain) {
        fprintf(out, "%.*s", (int)n, text);
    } else if (*text == '\t') {
        fputs("    ", out);
    } else {
        fprintf(out, "\\x%02x", (unsigned)(unsigned char)*text);
    }
    return plain ? n : 1;
}

static struct arguments own_folders(const struct grade *g, const struct grade_build *b)
{
    struct arguments a = {0};
    char *program = program_folder();
    const char *const words[] = {b->submission, g->lab->folder, b->jail.folder, program};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (words[i] != NULL) {
            arguments_add(&a, words[i]);
        }
    }
    for (unsigned i = 0; i < b->image_count; i++) {
        if (b->images[i].jail.folder != NULL) {
            arguments_add(&a, b->images[i].jail.folder);
        }
    }
    free(program);
    return a;
}

char *grade_clean(const struct grade *g, const struct grade_build *b, const char *text)
{
    char *clean = NULL;
    size_t size;
    FILE *out = open_memstream(&clean, &size);
    struct arguments folders = own_folders(g, b);
    const char *end = text + strlen(text);
    for (const char *at = text; out != NULL && at < end;) {
        size_t folder = at == text || !in_name(at[-1]) ? own_folder(at, &folders) : 0;
        at += folder;
        at += at < end ? put_character(out, at, (size_t)(end - at)) : 0;
    }
    if (out != NULL) {
        fclose(out);
    }
    arguments_free(&folders);
    return clean != NULL ? clean : xstrdup("");
}
