/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "toolchain.h"

/* A folder under $TMPDIR and the files in it, which all go with it. */
struct scratch {
    char *folder;
    struct arguments files;
};

/* The images of compile_source(): they must outlive the call, and have one owner. */
static struct scratch images;

static int scratch_open(struct scratch *s)
{
    const char *parent = getenv("TMPDIR");
    parent = parent != NULL && *parent != '\0' ? parent : "/tmp";
    s->folder = xformat("%s/trapeze-XXXXXX", parent);
    if (mkdtemp(s->folder) == NULL) {
        int status = diag("%s: %s: expected a folder to work in (TMPDIR)", parent, strerror(errno));
        free(s->folder);
        s->folder = NULL;
        return status;
    }
    return 0;
}

/* The name of one more file, which the scratch owns. */
static const char *scratch_file(struct scratch *s, const char *suffix)
{
    char *path = xformat("%s/%u%s", s->folder, s->files.count, suffix);
    arguments_add(&s->files, path);
    free(path);
    return s->files.word[s->files.count - 1];
}

static void scratch_close(struct scratch *s)
{
    for (unsigned i = 0; i < s->files.count; i++) {
        unlink(s->files.word[i]);
    }
    arguments_free(&s->files);
    if (s->folder != NULL) {
        rmdir(s->folder);
        free(s->folder);
        s->folder = NULL;
    }
}

/* What is built: operands as the user gave them, flags for the compiler. */
struct build {
    const char *const *files;
    unsigned file_count;
    struct arguments flags;
};

static bool has_suffix(const char *file, const char *const *suffixes)
{
    const char *dot = strrchr(file, '.');
    for (; dot != NULL && *suffixes != NULL; suffixes++) {
        if (strcmp(dot, *suffixes) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_source(const char *file)
{
    return has_suffix(file, (const char *const[]){".c", ".S", ".s", NULL});
}

static int check_operand(const char *file)
{
    struct where at = {file, 0, 0};
    struct stat st;
    if (stat(file, &st) != 0 || access(file, R_OK) != 0) {
        return diag_at(at, "%s", strerror(errno));
    }
    if (!S_ISREG(st.st_mode)) {
        return diag_at(at, "is no file: expected a source");
    }
    if (!is_source(file) && !has_suffix(file, (const char *const[]){".o", ".a", NULL})) {
        return diag_at(at, "no source: expected a name in .c, .S, .s, .o or .a");
    }
    return 0;
}

/* Compile every source, then link everything to `image`. */
static int build_steps(const struct build *b, const struct toolchain *t, struct scratch *s,
                       struct arguments *objects, const char *image)
{
    for (unsigned i = 0; i < b->file_count; i++) {
        const char *object = b->files[i];
        if (is_source(object)) {
            object = scratch_file(s, ".o");
            int status = toolchain_compile(t, &b->flags, b->files[i], object);
            if (status != 0) {
                return status;
            }
        }
        arguments_add(objects, object);
    }
    return toolchain_link(t, objects, image);
}

static int check_operands(const struct build *b)
{
    int status = 0;
    for (unsigned i = 0; i < b->file_count && status == 0; i++) {
        status = check_operand(b->files[i]);
    }
    return status;
}

static int build_image(const struct build *b, const char *image)
{
    struct toolchain tools;
    struct scratch objects_folder = {0};
    struct arguments objects = {0};
    int status = toolchain_find(&tools);
    status = status != 0 ? status : scratch_open(&objects_folder);
    status = status != 0 ? status : build_steps(b, &tools, &objects_folder, &objects, image);
    arguments_free(&objects);
    scratch_close(&objects_folder);
    toolchain_free(&tools);
    return status;
}

int compile_source(const char *path, char **image)
{
    struct build b = {.files = &path, .file_count = 1};
    int status = images.folder == NULL ? scratch_open(&images) : 0;
    *image = NULL;
    if (status != 0) {
        return status;
    }
    const char *made = scratch_file(&images, ".elf");
    arguments_add(&b.flags, "-O2");
    status = check_operands(&b);
    status = status != 0 ? status : build_image(&b, made);
    arguments_free(&b.flags);
    if (status == 0) {
        *image = xstrdup(made);
    }
    return status;
}

void compile_cleanup(void)
{
    scratch_close(&images);
}

/* The compiler's flags that the user chose. */
static int add_flags(struct arguments *flags, const struct options *o)
{
    const char *level = o->optimize != NULL ? o->optimize : "2";
    if (strlen(level) != 1 || strchr("0123sg", *level) == NULL) {
        return diag("-O %s: expected 0, 1, 2, 3, s or g", excerpt(level).text);
    }
    char flag[] = {'-', 'O', *level, '\0'};
    arguments_add(flags, flag);
    for (unsigned i = 0; i < o->defines.count; i++) {
        arguments_add(flags, "-D");
        arguments_add(flags, o->defines.item[i]);
    }
    for (unsigned i = 0; i < o->includes.count; i++) {
        arguments_add(flags, "-I");
        arguments_add(flags, o->includes.item[i]);
    }
    return 0;
}

/* -o, or the first source's name without folder and suffix, in new memory. */
static char *output_name(const struct options *o)
{
    if (o->output != NULL) {
        return xstrdup(o->output);
    }
    const char *slash = strrchr(o->file, '/');
    const char *base = slash != NULL ? slash + 1 : o->file;
    const char *dot = strrchr(base, '.');
    return dot != NULL && dot != base ? xformat("%.*s", (int)(dot - base), base)
                                      : xformat("%s.elf", base);
}

/* What stands at the output's place must be something that may be replaced. */
static int check_output(const struct options *o, const char *output)
{
    struct stat st, source;
    struct where at = {output, 0, 0};
    if (stat(output, &st) != 0) {
        return 0;
    }
    if (!S_ISREG(st.st_mode)) {
        return diag_at(at, "is %s: expected the name of an image to write",
                       S_ISDIR(st.st_mode) ? "a directory" : "no regular file");
    }
    for (unsigned i = 0; i < o->operands.count; i++) {
        if (stat(o->operands.item[i], &source) == 0 && source.st_ino == st.st_ino &&
            source.st_dev == st.st_dev) {
            return diag_at(at, "is a source as well: expected another name for the image");
        }
    }
    return 0;
}

static int not_written(const char *output)
{
    return diag_at((struct where){output, 0, 0}, "cannot be written: %s", strerror(errno));
}

/* A new file of a name made from `pattern`, with the permissions of any other new file. */
static bool make_temporary(char *pattern)
{
    int file = mkstemp(pattern);
    if (file < 0) {
        return false;
    }
    mode_t hidden = umask(0);
    umask(hidden);
    fchmod(file, 0666 & ~hidden);
    close(file);
    return true;
}

/* Build beside the output, then put it in place in one step: it is whole or as it was. */
static int build_output(const struct build *b, const char *output)
{
    char *temporary = xformat("%s.XXXXXX", output);
    int status = 0;
    if (!make_temporary(temporary)) {
        status = not_written(output);
    } else {
        status = build_image(b, temporary);
        if (status == 0 && rename(temporary, output) != 0) {
            status = not_written(output);
        }
        if (status != 0) {
            unlink(temporary);
        }
    }
    free(temporary);
    return status;
}

int cmd_cc(const struct options *o)
{
    struct build b = {.files = o->operands.item, .file_count = o->operands.count};
    char *output = output_name(o);
    int status = check_operands(&b);
    status = status != 0 ? status : check_output(o, output);
    status = status != 0 ? status : add_flags(&b.flags, o);
    status = status != 0 ? status : build_output(&b, output);
    arguments_free(&b.flags);
    free(output);
    return status;
}
