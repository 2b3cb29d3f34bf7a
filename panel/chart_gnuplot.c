/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gnuplot as a process: it reads a script from a file and writes to files, so that nobody waits for
 * anybody's pipe, and is stopped if it takes too long.
 */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "chart_plot.h"
#include "config.h"
#include "run.h"

enum { SECONDS = 60, LOOKS = 200 }; /* of patience; a second */

char *chart_gnuplot(void)
{
    const char *wanted = getenv("TRAPEZE_GNUPLOT");
    if (wanted && !*wanted) {
        return NULL;
    }
    return program_along_path(wanted ? wanted : "gnuplot");
}

/* Nothing of the user's own settings: the picture depends on the script alone. */
static pid_t start(const char *gnuplot, FILE *script, FILE *svg, FILE *complaints)
{
    char *arguments[] = {(char *)(uintptr_t)gnuplot, "-d", "-", NULL};
    const char *path = getenv("PATH");
    char *path_setting = xformat("PATH=%s", path ? path : "/usr/bin:/bin");
    char *environment[] = {path_setting, "LC_ALL=C", "HOME=/", NULL};
    posix_spawn_file_actions_t files;
    pid_t child = -1;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, fileno(script), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, fileno(svg), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, fileno(complaints), STDERR_FILENO);
    int error = posix_spawn(&child, gnuplot, &files, NULL, arguments, environment);
    posix_spawn_file_actions_destroy(&files);
    free(path_setting);
    errno = error;
    return error == 0 ? child : -1;
}

/* Whether the process ended, and well, in time. */
static bool finish(pid_t child, bool *late)
{
    const struct timespec pause = {.tv_nsec = 1000 * 1000 * 1000 / LOOKS};
    int status = 0;
    for (unsigned i = 0; i < SECONDS * LOOKS; i++) {
        pid_t done = waitpid(child, &status, WNOHANG);
        if (done == child) {
            return WIFEXITED(status) && WEXITSTATUS(status) == 0;
        }
        if (done < 0 && errno != EINTR) {
            return false;
        }
        nanosleep(&pause, NULL);
    }
    *late = true;
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return false;
}

/* What it complained of: the line that says most, which comes last. */
static void complain(const char *gnuplot, FILE *complaints, bool late)
{
    char line[256];
    char last[256] = "it said nothing";
    rewind(complaints);
    while (fgets(line, sizeof line, complaints)) {
        line[strcspn(line, "\n")] = '\0';
        if (line[strspn(line, " ^\t")] != '\0') {
            memcpy(last, line, sizeof last);
        }
    }
    if (late) {
        snprintf(last, sizeof last, "it took longer than %d seconds", SECONDS);
    }
    diag("%s could not draw a plot, which is drawn in characters instead: %s",
         excerpt(gnuplot).text, last + strspn(last, " \t"));
}

bool chart_draw(const char *gnuplot, FILE *script, FILE *svg)
{
    bool late = false;
    FILE *complaints = tmpfile();
    if (!complaints || fflush(script) != 0 || fseek(script, 0, SEEK_SET) != 0) {
        diag("cannot write a temporary file: %s", strerror(errno));
        if (complaints) {
            fclose(complaints);
        }
        return false;
    }
    pid_t child = start(gnuplot, script, svg, complaints);
    if (child < 0) {
        fprintf(complaints, "%s\n", strerror(errno));
    }
    bool drawn =
        child >= 0 && finish(child, &late) && fseek(svg, 0, SEEK_END) == 0 && ftell(svg) > 0;
    if (!drawn && !run_interrupted()) {
        complain(gnuplot, complaints, late);
    }
    fclose(complaints);
    rewind(svg);
    return drawn;
}
