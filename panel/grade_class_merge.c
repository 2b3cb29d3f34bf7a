/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trapeze merge, of folders in which a class was graded by several machines. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "folder.h"
#include "grade_class.h"
#include "machine/file.h"
#include "output.h"

enum { COPIED_MOST = 64 << 20 };

static int copy(const char *from, const char *to)
{
    uint8_t *bytes;
    size_t size;
    struct error e;
    struct output o;
    if (!file_read(from, COPIED_MOST, &bytes, &size, &e)) {
        return diag_at((struct where){from, 0, 0}, "%s", e.text);
    }
    int status = folder_make_for(to);
    status = status != 0 ? status : output_open(&o, to, (struct where){NULL, 0, 0});
    if (status == 0) {
        fwrite(bytes, 1, size, o.file);
        status = output_commit(&o);
    }
    free(bytes);
    return status;
}

static int copy_student(const char *from, const char *into, const char *name, const char *file)
{
    char *a = class_path(from, name, file), *b = class_path(into, name, file);
    int status = copy(a, b);
    free(a);
    free(b);
    return status;
}

/* A student's result, if one has it and the other has not; two that are there must be the same. */
static int merge_student(const char *from, const char *into, const char *name)
{
    json_t *one = class_result(into, name), *other = class_result(from, name);
    int status = 0;
    if (one != NULL && other != NULL && !json_equal(one, other)) {
        status =
            diag_at((struct where){from, 0, 0}, "%s: is not what %s has: expected the same result",
                    excerpt(name).text, excerpt(into).text);
    } else if (one == NULL && other != NULL) {
        status = copy_student(from, into, name, "result.md");
        status = status != 0 ? status : copy_student(from, into, name, CLASS_RESULT);
    }
    json_decref(one);
    json_decref(other);
    return status;
}

static int merge_folder(const char *from, const char *into, const json_t *class)
{
    const json_t *students = json_object_get(class, "students");
    int status = 0;
    for (size_t i = 0; i < json_array_size(students) && status == 0; i++) {
        const char *name = json_string_value(json_array_get(students, i));
        status = name != NULL ? merge_student(from, into, name) : 0;
    }
    return status;
}

static bool same_folder(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_ino == y.st_ino && x.st_dev == y.st_dev;
}

static int check_same(const char *path, const json_t *other, const char *from, const json_t *class)
{
    return other != NULL && json_equal(class, other)
               ? 0
               : diag_at((struct where){path, 0, 0},
                         "is of another class than %s: expected the same lab and students",
                         excerpt(from).text);
}

/* Where all are to be together there may be some already, if they are of the same class. */
static int begin(const char *from, const char *into, const json_t *class)
{
    if (class_is(into)) {
        json_t *there = class_read(into);
        int status = check_same(into, there, from, class);
        json_decref(there);
        return status;
    }
    char *a = xformat("%s/%s", from, CLASS_FILE), *b = xformat("%s/%s", into, CLASS_FILE);
    int status = copy(a, b);
    free(a);
    free(b);
    return status;
}

int class_merge(const struct options *o)
{
    const char *into = o->out != NULL ? o->out : o->file;
    json_t *class = class_read(o->file);
    int status = class != NULL ? begin(o->file, into, class)
                               : diag_at((struct where){o->file, 0, 0},
                                         "there is no %s in it that can be read", CLASS_FILE);
    for (unsigned i = 0; i < o->operands.count && status == 0; i++) {
        const char *from = o->operands.item[i];
        json_t *other = class_read(from);
        status = check_same(from, other, o->file, class);
        if (status == 0 && !same_folder(from, into)) {
            status = merge_folder(from, into, class);
        }
        json_decref(other);
    }
    json_decref(class);
    return status != 0 ? status : class_table(into);
}
