/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder of a class, and what is in it. */
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "grade_class.h"
#include "json_text.h"
#include "output.h"

enum { RESULT_SIZE = 64 << 20 };

char *class_path(const char *folder, const char *student, const char *file)
{
    return xformat("%s/students/%s/%s", folder, student, file);
}

/* --- class.json --- */

static json_t *tests_of(const struct lab *l)
{
    json_t *tests = json_array();
    for (unsigned i = 0; i < l->test_count; i++) {
        json_array_append_new(tests, json_pack("{s:o, s:i}", "name", json_text(l->tests[i].name),
                                               "max", (int)l->tests[i].points));
    }
    return tests;
}

static json_t *students_of(const struct names *students)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < students->count; i++) {
        json_array_append_new(list, json_text(students->list[i]));
    }
    return list;
}

static json_t *class_of(const struct grade_means *m, const struct lab *l,
                        const struct names *students)
{
    return json_pack("{s:s, s:s, s:{s:i, s:o, s:o}, s:s, s:i, s:o, s:o}", "schema",
                     "trapeze-class/1", "version", TRAPEZE_VERSION, "lab", "number", (int)l->number,
                     "name", json_text(l->name), "title", json_text(l->title), "hash",
                     hash_digits(m->hash).text, "max", (int)l->points, "tests", tests_of(l),
                     "students", students_of(students));
}

static json_t *read_json(const char *path, const char *schema)
{
    json_t *root = json_load_file(path, 0, NULL);
    const char *is = json_string_value(json_object_get(root, "schema"));
    if (is == NULL || strcmp(is, schema) != 0) {
        json_decref(root);
        return NULL;
    }
    return root;
}

json_t *class_read(const char *folder)
{
    char *path = folder_path(folder, CLASS_FILE);
    json_t *root = read_json(path, "trapeze-class/1");
    free(path);
    return root;
}

bool class_is(const char *folder)
{
    return folder_has(folder, CLASS_FILE);
}

/* Something that we would write over, and have not written. */
static int check_strange(const char *folder)
{
    const char *found = folder_has(folder, "students")     ? "students"
                        : folder_has(folder, "grades.csv") ? "grades.csv"
                                                           : NULL;
    return found == NULL || class_is(folder)
               ? 0
               : diag("%s: there is %s in it, and no %s: expected another --out",
                      excerpt(folder).text, found, CLASS_FILE);
}

int class_open(const char *folder, const struct grade_means *m, const struct lab *l,
               const struct names *students)
{
    struct output o;
    int status = folder_make(folder);
    status = status != 0 ? status : check_strange(folder);
    if (status != 0) {
        return status;
    }
    char *path = folder_path(folder, CLASS_FILE);
    json_t *root = class_of(m, l, students);
    status = output_open(&o, path, (struct where){NULL, 0, 0});
    if (status == 0) {
        json_write(root, o.file);
        status = output_commit(&o);
    }
    json_decref(root);
    free(path);
    return status;
}

/* --- results --- */

static bool is_complete(const json_t *result)
{
    const json_t *tests = json_object_get(result, "tests");
    bool complete = json_array_size(tests) > 0;
    for (size_t i = 0; i < json_array_size(tests) && complete; i++) {
        complete = json_is_true(json_object_get(json_array_get(tests, i), "ran"));
    }
    return complete;
}

json_t *class_result(const char *folder, const char *student)
{
    char *path = class_path(folder, student, CLASS_RESULT);
    json_t *root = read_json(path, "trapeze-grade/1");
    free(path);
    if (root != NULL && !is_complete(root)) {
        json_decref(root);
        return NULL;
    }
    return root;
}

/* The text, four blanks in front of each line, so that Markdown takes nothing in it for its own. */
static void put_page(const struct grade *g, FILE *out)
{
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    if (memory != NULL) {
        grade_write(g, GRADE_TEXT, memory);
        fclose(memory);
    }
    fprintf(out, "# %s: %u of %u points\n\n", g->lab->title, grade_points(g), g->lab->points);
    for (const char *at = text; at != NULL && *at != '\0';) {
        size_t n = strcspn(at, "\n");
        fprintf(out, "    %.*s\n", (int)n, at);
        at += n + (at[n] == '\n');
    }
    free(text);
}

static void put_json(const struct grade *g, FILE *out)
{
    grade_write(g, GRADE_JSON, out);
}

static int save(const char *path, const struct grade *g,
                void (*put)(const struct grade *g, FILE *out))
{
    struct output o;
    int status = output_open(&o, path, (struct where){NULL, 0, 0});
    if (status == 0) {
        put(g, o.file);
        status = output_commit(&o);
    }
    return status;
}

int class_save(const char *folder, const struct grade *g)
{
    char *page = class_path(folder, g->name, "result.md");
    char *result = class_path(folder, g->name, CLASS_RESULT);
    int status = folder_make_for(result);
    status = status != 0 ? status : save(page, g, put_page);
    status = status != 0 ? status : save(result, g, put_json);
    free(page);
    free(result);
    return status;
}
