/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *   chrome_check FILE
 *
 * Whether a trace in Chrome's format is sound: every process and thread has a name; slices have an
 * end, and no two of them are at the same time, for there is one hart; a flow goes from within a
 * slice to the beginning of one, once; counters only grow. Prints how much of each there is.
 */
#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { PROCESSES = 300, THREADS = 3, FLOWS = 1 << 16 };

struct state {
    bool process[PROCESSES], thread[PROCESSES][THREADS];
    double end; /* of the last slice */
    struct {
        double from, until;
    } last[PROCESSES][THREADS], before[PROCESSES][THREADS]; /* slices there */
    double started[FLOWS];
    long hidden[PROCESSES], reflected[PROCESSES];
    unsigned slices, flows, ended, counters;
};

static struct state s;

static int wrong(size_t i, const char *what)
{
    fprintf(stderr, "event %zu: %s\n", i, what);
    return 1;
}

static double number(const json_t *e, const char *key)
{
    const json_t *value = json_object_get(e, key);
    return json_is_number(value) ? json_number_value(value) : -1;
}

static bool same(double a, double b)
{
    return fabs(a - b) < 0.001;
}

static int check_name(size_t i, const json_t *e, int pid, int tid)
{
    const char *name = json_string_value(json_object_get(e, "name"));
    const char *of = json_string_value(json_object_get(json_object_get(e, "args"), "name"));
    if (strcmp(name, "process_sort_index") != 0 && !of) {
        return wrong(i, "metadata without a name");
    }
    s.process[pid] |= strcmp(name, "process_name") == 0;
    s.thread[pid][tid] |= strcmp(name, "thread_name") == 0;
    return 0;
}

static int check_slice(size_t i, const json_t *e, int pid, int tid)
{
    double ts = number(e, "ts");
    double dur = number(e, "dur");
    if (ts < 0 || dur <= 0) {
        return wrong(i, "a slice without time");
    }
    if (ts < s.end - 0.001) {
        return wrong(i, "two slices at once");
    }
    if (s.slices > 0 && !same(ts, s.end)) {
        return wrong(i, "a time in which nobody runs");
    }
    s.before[pid][tid] = s.last[pid][tid];
    s.last[pid][tid].from = ts;
    s.end = s.last[pid][tid].until = ts + dur;
    s.slices++;
    return 0;
}

/* Whether the last slice of a thread, or the one before, was going on. */
static bool is_within(double ts, int pid, int tid)
{
    bool last = ts >= s.last[pid][tid].from - 0.001 && ts < s.last[pid][tid].until;
    return last || (ts >= s.before[pid][tid].from - 0.001 && ts < s.before[pid][tid].until);
}

/* A flow is written right after the slice in which it ends, which may be of the same thread. */
static int check_flow(size_t i, const json_t *e, int pid, int tid, bool begins)
{
    double ts = number(e, "ts");
    double id = number(e, "id");
    if (id < 1 || id >= FLOWS) {
        return wrong(i, "a flow without a number");
    }
    double *started = &s.started[(int)id];
    if (begins) {
        if (*started > 0 || !is_within(ts, pid, tid)) {
            return wrong(i, "a flow that begins twice, or in no slice");
        }
        *started = ts;
        s.flows++;
        return 0;
    }
    if (*started <= 0 || ts < *started || !same(ts, s.last[pid][tid].from)) {
        return wrong(i, "a flow that ends before it begins, or not where a slice begins");
    }
    s.ended++;
    return 0;
}

static int check_counter(size_t i, const json_t *e, int pid)
{
    const json_t *args = json_object_get(e, "args");
    long hidden = (long)number(args, "hidden");
    long reflected = (long)number(args, "reflected");
    bool grew = hidden + reflected == s.hidden[pid] + s.reflected[pid] + 1;
    s.hidden[pid] = hidden;
    s.reflected[pid] = reflected;
    s.counters++;
    return grew ? 0 : wrong(i, "a counter that does not count");
}

static int check(size_t i, const json_t *e)
{
    const char *phase = json_string_value(json_object_get(e, "ph"));
    int pid = (int)number(e, "pid");
    int tid = (int)number(e, "tid");
    if (!phase || pid < 0 || pid >= PROCESSES || tid < 0 || tid >= THREADS ||
        !json_string_value(json_object_get(e, "name"))) {
        return wrong(i, "no phase, process, thread or name");
    }
    if (*phase == 'M') {
        return check_name(i, e, pid, tid);
    }
    if (!s.process[pid] || !s.thread[pid][tid]) {
        return wrong(i, "of somebody who has no name");
    }
    switch (*phase) {
    case 'X':
        return check_slice(i, e, pid, tid);
    case 's':
    case 'f':
        return check_flow(i, e, pid, tid, *phase == 's');
    case 'C':
        return check_counter(i, e, pid);
    default:
        return wrong(i, "a phase that is not expected");
    }
}

int main(int argc, char **argv)
{
    json_error_t error;
    json_t *root = argc == 2 ? json_load_file(argv[1], JSON_REJECT_DUPLICATES, &error) : NULL;
    json_t *events = json_object_get(root, "traceEvents");
    if (!json_is_array(events)) {
        fprintf(stderr, "chrome_check: %s\n", argc == 2 && !root ? error.text : "no traceEvents");
        return 1;
    }
    int status = 0;
    for (size_t i = 0; i < json_array_size(events) && status == 0; i++) {
        status = check(i, json_array_get(events, i));
    }
    if (status == 0 && s.flows != s.ended) {
        status = wrong(json_array_size(events), "a flow that does not end");
    }
    printf("%u slices, %u flows, %u counters\n", s.slices, s.flows, s.counters);
    json_decref(root);
    return status;
}
