/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A class: all submissions to a lab, graded into a folder. Only grade_class*.c, grade_command.c and
 * experiment_merge.c include this. What returns int returns 0, or a status after a message.
 *
 *     FOLDER/class.json                  which lab, which tests, who handed in
 *     FOLDER/students/NAME/result.json   as --format json; whole after each test
 *     FOLDER/students/NAME/result.md     the same to read
 *     FOLDER/grades.csv                  a line for each
 *
 * A submission whose result.json is complete and of the same identity is not graded again.
 */
#ifndef PANEL_GRADE_CLASS_H
#define PANEL_GRADE_CLASS_H

#include <jansson.h>

#include "grade.h"
#include "names.h"
#include "options.h"

#define CLASS_FILE "class.json"
#define CLASS_RESULT "result.json"

/* --- grade_class.c --- */

/* trapeze grade LAB --all DIR. */
int grade_class(const struct lab *l, const struct options *o);

/* --- grade_class_folder.c --- */

/* Make the folder a class's, or see that it is one; its class.json. */
int class_open(const char *folder, const struct grade_means *m, const struct lab *l,
               const struct names *students);

/* The class.json of a folder; NULL if there is none. */
json_t *class_read(const char *folder);

/* The path of a student's file, in new memory. */
char *class_path(const char *folder, const char *student, const char *file);

/* A student's result, or NULL if there is none, or not of all tests. */
json_t *class_result(const char *folder, const char *student);

/* Put what is known of a grade in place: both files. */
int class_save(const char *folder, const struct grade *g);

/* --- grade_class_table.c --- */

/* grades.csv, out of all results that are there; and a line about it on standard output. */
int class_table(const char *folder);

/* --- grade_class_merge.c --- */

/* Whether a folder is of a class; trapeze merge of such folders. */
bool class_is(const char *folder);
int class_merge(const struct options *o);

#endif
