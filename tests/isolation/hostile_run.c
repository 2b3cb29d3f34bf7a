/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *   hostile_run BUILD FOLDER FIRST COUNT [SECONDS]
 *
 * Trials of COUNT seeds from FIRST on, or of as many as there is time for. One line for each that
 * fails, with its seed, and its files in FOLDER/SEED; and one at the end. With VERBOSE set, one for
 * each.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "tests/isolation/trial.h"

enum { FAILURES_MOST = 5 };

/* Paths in the build tree, and the folder in use. */
struct places {
    char hostile[TRIAL_PATH], random[TRIAL_PATH], victim[TRIAL_PATH];
    char folder[TRIAL_PATH];
};

static struct bench bench_of(struct places *p, const char *build, const char *folder)
{
    snprintf(p->hostile, sizeof p->hostile, "%s/test/tests/isolation/hostile.bin", build);
    snprintf(p->random, sizeof p->random, "%s/test/tests/random/runtime.bin", build);
    snprintf(p->victim, sizeof p->victim, "%s/test/isolation/victim", build);
    return (struct bench){folder, p->victim, {p->hostile, p->random}};
}

static bool make_folder(const char *path)
{
    return mkdir(path, 0777) == 0 || errno == EEXIST;
}

/* The same once more, for its files to be kept, and how to repeat it. */
static void report_failure(struct trial *t, struct bench bench, const char *build)
{
    static struct trial again;
    char folder[TRIAL_PATH];
    snprintf(folder, sizeof folder, "%s/%u", bench.folder, t->seed);
    bench.folder = folder;
    if (make_folder(folder)) {
        trial_make(&again, t->seed, &bench);
    }
    printf("not ok seed %u: %s\n# %s\n# repeat it: make isolation SEED=%u N=1; its files:\n"
           "# TRAPEZE_HOME=%s %s/trapeze run --check-isolation --set limits.cycles=%" PRIu64
           " %s\n",
           t->seed, t->wrong, t->settings, t->seed, build, build, t->limit, again.experiment);
}

int main(int argc, char **argv)
{
    static struct places places;
    static struct trial t;
    if (argc < 5 || setenv("TRAPEZE_HOME", argv[1], 1) != 0 || !make_folder(argv[2])) {
        fprintf(stderr, "usage: hostile_run BUILD FOLDER FIRST COUNT [SECONDS]\n");
        return 2;
    }
    struct bench bench = bench_of(&places, argv[1], argv[2]);
    uint32_t first = (uint32_t)strtoul(argv[3], NULL, 0);
    uint32_t count = (uint32_t)strtoul(argv[4], NULL, 0);
    time_t end = argc >= 6 ? time(NULL) + (time_t)strtoul(argv[5], NULL, 0) : 0;
    unsigned failures = 0;
    uint64_t instructions = 0;
    uint32_t n = 0;
    for (; (end ? time(NULL) < end : n < count) && failures < FAILURES_MOST; n++) {
        if (!trial_make(&t, first + n, &bench)) {
            fprintf(stderr, "hostile_run: the files of seed %u cannot be written\n", first + n);
            return 2;
        }
        trial_go(&t);
        instructions += t.instructions;
        if (t.wrong[0]) {
            failures++;
            report_failure(&t, bench, argv[1]);
        } else if (getenv("VERBOSE")) {
            printf("# seed %u: %.2f times its share, %" PRIu64 " instructions; %s\n", t.seed,
                   (double)t.cycles / (double)t.bare_cycles / (t.hostiles + 1), t.instructions,
                   t.settings);
        }
        fflush(stdout);
    }
    if (failures == 0) {
        printf("ok seeds %u to %u: kept apart, %" PRIu64 " instructions\n", first, first + n - 1,
               instructions);
    }
    return failures != 0;
}
