/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All submissions of a class, as many at a time as there are to be processes. */
#include "grade_class.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "folder.h"
#include "json_text.h"
#include "pool.h"
#include "progress.h"
#include "run.h"

/* CHILD_DONE: exit status of a process that found the result to be there. */
enum { JOBS_MOST = 256, CHILD_DONE = 8 };

/* A class being graded. */
struct class
{
    const struct lab *lab;
    struct grade_means *means;
    const char *submissions; /* the folder with all of them, absolute */
    const char *folder;      /* for what comes of them */
    struct names students;
    uint64_t next, last; /* numbers, from 1 */
    struct progress progress;
};

static const char *student(const struct class *c, uint64_t number)
{
    return c->students.list[number - 1];
}

/* A name on a line of its own, whatever somebody has called a folder. */
static char *on_a_line(const char *name)
{
    char *plain = xstrdup(excerpt(name).text);
    for (char *at = plain; *at != '\0'; at++) {
        bool control = (unsigned char)*at < 0x20 || *at == 0x7f;
        *at = control ? '?' : *at;
    }
    return plain;
}

/* --- one submission, in a process of its own --- */

struct task {
    const struct class *class;
    const char *student;
};

static int tell(void *context, const struct grade *g, unsigned done)
{
    const struct class *c = context;
    (void)done;
    return class_save(c->folder, g);
}

/* Whether the result that is there is of the same submission, lab and version. */
static bool is_done(const struct class *c, const char *name, uint64_t identity)
{
    json_t *result = class_result(c->folder, name);
    const char *is = json_string_value(json_object_get(result, "identity"));
    bool done = is != NULL && strcmp(is, hash_digits(identity).text) == 0;
    json_decref(result);
    return done;
}

static int grade_student(const struct class *c, const char *name)
{
    struct grade_build b;
    struct grade g;
    char *folder = xformat("%s/%s", c->submissions, name);
    int status = grade_build_open(&b, c->lab, folder);
    grade_open(&g, c->lab, c->means, name);
    g.identity = grade_identity(c->means->hash, &b);
    if (status == 0) {
        status = is_done(c, name, g.identity) ? CHILD_DONE : grade_run(&g, &b, tell, (void *)c);
    }
    grade_close(&g);
    grade_build_close(&b);
    free(folder);
    return status;
}

static int work(void *context)
{
    const struct task *t = context;
    return grade_student(t->class, t->student);
}

/* --- all of them --- */

static enum pool_next start(void *context, struct process *p, uint64_t *number, int *failed)
{
    struct class *c = context;
    if (c->next > c->last) {
        return POOL_END;
    }
    *number = c->next++;
    struct task t = {c, student(c, *number)};
    *failed = process_start(p, work, &t, t.student);
    return *failed == 0 ? POOL_STARTED : POOL_FAILED;
}

static void count(struct class *c, uint64_t number, bool ran)
{
    json_t *result = class_result(c->folder, student(c, number));
    json_int_t points = json_integer_value(json_object_get(result, "points"));
    char *word =
        result != NULL ? xformat("%lld/%u", (long long)points, c->lab->points) : xstrdup("crashed");
    progress_done(&c->progress, number, word, result == NULL, ran);
    free(word);
    json_decref(result);
}

/* A process that could not do its work is no reason to leave out the others. */
static int finish(void *context, struct process *p, int ended, uint64_t number)
{
    struct class *c = context;
    int status = WIFEXITED(ended) ? WEXITSTATUS(ended) : EXIT_INTERNAL;
    if (run_interrupted() || status == EXIT_GUEST) {
        return EXIT_GUEST;
    }
    count(c, number, status != CHILD_DONE);
    if (status != 0 && status != CHILD_DONE) {
        char *how = process_crash(p, ended);
        progress_close(&c->progress);
        diag_internal("%s: %s", excerpt(student(c, number)).text, how);
        free(how);
    }
    return 0;
}

static void look(void *context, const uint64_t *numbers, unsigned running)
{
    struct class *c = context;
    progress_draw(&c->progress, numbers, running);
}

static char *called(const void *context, uint64_t number)
{
    return on_a_line(student(context, number));
}

/* --- who handed in --- */

/* What has no place in JSON would be a student without a result. */
static int add_student(void *context, const char *path, const char *name)
{
    struct stat st;
    if (name[0] == '.' || stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
        return 0;
    }
    json_t *text = json_string(name);
    json_decref(text);
    if (text == NULL) {
        return diag("%s: the name of this folder is not UTF-8: expected another name",
                    excerpt(path).text);
    }
    names_add(context, name);
    return 0;
}

static int list_students(struct class *c)
{
    int status = folder_visit(c->submissions, add_student, &c->students);
    names_sort(&c->students);
    return status == 0 && c->students.count == 0
               ? diag_at((struct where){c->submissions, 0, 0},
                         "there is no folder in it: expected one for each submission")
               : status;
}

static unsigned jobs(const struct options *o)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    long usual = online < 1 ? 1 : online > JOBS_MOST ? JOBS_MOST : online;
    return o->grade_jobs.given ? (unsigned)o->grade_jobs.value : (unsigned)usual;
}

static int check(struct class *c, const struct options *o)
{
    unsigned long long number = o->grade_point.value;
    if (o->grade_jobs.given && (o->grade_jobs.value == 0 || o->grade_jobs.value > JOBS_MOST)) {
        return diag("--jobs %llu: expected 1 to %d", (unsigned long long)o->grade_jobs.value,
                    JOBS_MOST);
    }
    if (o->grade_point.given && (number == 0 || number > c->students.count)) {
        return diag("--point %llu: expected 1 to %u", number, c->students.count);
    }
    c->next = o->grade_point.given ? number : 1;
    c->last = o->grade_point.given ? number : c->students.count;
    return 0;
}

/* Somebody has no result, since a process broke down: that is no success, and has been told. */
static int grade_all(struct class *c, const struct options *o)
{
    const struct pool pool = {c, start, finish, look};
    progress_open(&c->progress, (struct progress_names){c, called, called}, c->last - c->next + 1,
                  false);
    int status = pool_run(&pool, jobs(o));
    progress_close(&c->progress);
    if (status == EXIT_GUEST) {
        fprintf(stderr, "trapeze: interrupted: the same command goes on (%s)\n", c->folder);
    }
    if (status == 0 && !o->grade_point.given) {
        status = class_table(c->folder);
    }
    return status == 0 && c->progress.bad > 0 ? EXIT_INTERNAL : status;
}

/* A path as it is once all of it is there, in new memory: of what is not yet, the folder it is in.
 */
static char *real_place(const char *path)
{
    char *real = realpath(path, NULL);
    char *up = xstrdup(path);
    for (char *slash; real == NULL && (slash = strrchr(up, '/')) != NULL && slash != up;) {
        *slash = '\0';
        real = realpath(up, NULL);
    }
    free(up);
    return real != NULL ? real : realpath(*path == '/' ? "/" : ".", NULL);
}

/* Results among the submissions would be graded as one of them, the next time. */
static int check_apart(const struct class *c)
{
    size_t n = strlen(c->submissions);
    char *place = real_place(c->folder);
    bool inside = place != NULL && strncmp(place, c->submissions, n) == 0 &&
                  (place[n] == '/' || place[n] == '\0');
    free(place);
    return inside ? diag("--out %s: is where the submissions are: expected another folder",
                         excerpt(c->folder).text)
                  : 0;
}

static int run(struct class *c, const struct options *o)
{
    int status = check_apart(c);
    status = status != 0 ? status : grade_prepare(c->means, c->lab);
    status = status != 0 ? status : class_open(c->folder, c->means, c->lab, &c->students);
    return status != 0 ? status : grade_all(c, o);
}

int grade_class(const struct lab *l, const struct options *o)
{
    struct grade_means means = {.hash = 0};
    char *real = realpath(o->grade_all, NULL);
    char *folder = o->grade_out != NULL ? xstrdup(o->grade_out) : xformat("%s.grades", l->name);
    struct class c = {.lab = l,
                      .means = &means,
                      .submissions = real != NULL ? real : o->grade_all,
                      .folder = folder};
    int status = list_students(&c);
    status = status != 0 ? status : check(&c, o);
    if (status == 0 && o->grade_list) {
        for (unsigned i = 0; i < c.students.count; i++) {
            char *plain = on_a_line(c.students.list[i]);
            printf("%u\t%s\n", i + 1, plain);
            free(plain);
        }
    } else if (status == 0) {
        status = run(&c, o);
    }
    grade_means_free(&means);
    names_free(&c.students);
    free(folder);
    free(real);
    return status;
}
