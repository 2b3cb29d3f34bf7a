/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grades.csv: who got what, out of the results in a class's folder. */
#include <stdlib.h>
#include <string.h>

#include "grade_class.h"
#include "output.h"

/*
 * A cell. One that a spreadsheet would take for a formula is a text, also if blanks stand before
 * it, or something that is a separator in other countries.
 */
static void put_cell(const char *text, FILE *out)
{
    const char *begins = text + strspn(text, " \t\r\n");
    bool formula = *begins != '\0' && strchr("=+-@", *begins) != NULL;
    if (!formula && strpbrk(text, ",;\t\"\n\r") == NULL) {
        fputs(text, out);
        return;
    }
    fputs(formula ? "\"'" : "\"", out);
    for (; *text != '\0'; text++) {
        fputs(*text == '"' ? "\"\"" : (char[]){*text, '\0'}, out);
    }
    fputc('"', out);
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

static void put_heading(const json_t *class, FILE *out)
{
    const json_t *tests = json_object_get(class, "tests");
    fputs("student,score,max", out);
    for (size_t i = 0; i < json_array_size(tests); i++) {
        fputc(',', out);
        put_cell(text_of(json_array_get(tests, i), "name"), out);
    }
    fputc('\n', out);
}

/* The points of a test by its name; an empty cell if it has none. */
static void put_points(const json_t *result, const char *name, FILE *out)
{
    const json_t *tests = json_object_get(result, "tests");
    fputc(',', out);
    for (size_t i = 0; i < json_array_size(tests); i++) {
        const json_t *test = json_array_get(tests, i);
        if (strcmp(text_of(test, "name"), name) == 0) {
            fprintf(out, "%lld", (long long)json_integer_value(json_object_get(test, "points")));
            return;
        }
    }
}

/* A student; without a result, with empty cells. */
static void put_student(const json_t *class, const json_t *result, const char *name, FILE *out)
{
    const json_t *tests = json_object_get(class, "tests");
    put_cell(name, out);
    fputc(',', out);
    if (result != NULL) {
        fprintf(out, "%lld", (long long)json_integer_value(json_object_get(result, "points")));
    }
    fprintf(out, ",%lld", (long long)json_integer_value(json_object_get(class, "max")));
    for (size_t i = 0; i < json_array_size(tests); i++) {
        put_points(result, text_of(json_array_get(tests, i), "name"), out);
    }
    fputc('\n', out);
}

static int put_table(const char *folder, const json_t *class, FILE *out)
{
    const json_t *students = json_object_get(class, "students");
    int missing = 0;
    put_heading(class, out);
    for (size_t i = 0; i < json_array_size(students); i++) {
        const char *name = json_string_value(json_array_get(students, i));
        json_t *result = name != NULL ? class_result(folder, name) : NULL;
        put_student(class, result, name != NULL ? name : "", out);
        missing += result == NULL;
        json_decref(result);
    }
    return missing;
}

int class_table(const char *folder)
{
    struct output o;
    json_t *class = class_read(folder);
    if (class == NULL) {
        return diag("%s: there is no %s in it that can be read", excerpt(folder).text, CLASS_FILE);
    }
    char *path = xformat("%s/grades.csv", folder);
    int status = output_open(&o, path, (struct where){NULL, 0, 0});
    if (status == 0) {
        int missing = put_table(folder, class, o.file);
        size_t students = json_array_size(json_object_get(class, "students"));
        status = output_commit(&o);
        printf("%s/grades.csv: %zu submissions", folder, students);
        printf(missing > 0 ? ", %d of them not graded yet\n" : "\n", missing);
    }
    free(path);
    json_decref(class);
    return status;
}
