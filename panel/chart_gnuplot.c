/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gnuplot as a process: it reads a script from a file and writes to files, so that nobody waits for
 * anybody's pipe. It is stopped if it takes too long or Trapeze is interrupted, with whatever it
 * has started: it leads a process group, which Ctrl-C does not reach otherwise.
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
    posix_spawnattr_t attributes;
    pid_t child = -1;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, fileno(script), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, fileno(svg), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, fileno(complaints), STDERR_FILENO);
    int error = posix_spawn(&child, gnuplot, &files, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    free(path_setting);
    errno = error;
    return error == 0 ? child : -1;
}

/* Whether the process ended, and well, in time. */
static enum chart_drawing finish(pid_t child)
{
    const struct timespec pause = {.tv_nsec = 1000 * 1000 * 1000 / LOOKS};
    int status = 0;
    for (unsigned i = 0; i < SECONDS * LOOKS && !run_interrupted(); i++) {
        pid_t done = waitpid(child, &status, WNOHANG);
        if (done == child) {
            return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? CHART_DRAWN : CHART_NOT_DRAWN;
        }
        if (done < 0 && errno != EINTR) {
            return CHART_NOT_DRAWN;
        }
        nanosleep(&pause, NULL);
    }
    kill(-child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return run_interrupted() ? CHART_INTERRUPTED : CHART_LATE;
}

/* What it complained of: the line that says most, which comes last. */
static void complain(const char *gnuplot, FILE *complaints, enum chart_drawing came)
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
    if (came == CHART_LATE) {
        diag("%s took longer than %d seconds for a plot: from here on they are drawn in characters",
             excerpt(gnuplot).text, SECONDS);
        return;
    }
    diag("%s could not draw a plot, which is drawn in characters instead: %s",
         excerpt(gnuplot).text, last + strspn(last, " \t"));
}

enum chart_drawing chart_draw(const char *gnuplot, FILE *script, FILE *svg)
{
    FILE *complaints = tmpfile();
    if (!complaints || fflush(script) != 0 || fseek(script, 0, SEEK_SET) != 0) {
        diag("cannot write a temporary file: %s", strerror(errno));
        if (complaints) {
            fclose(complaints);
        }
        return CHART_NOT_DRAWN;
    }
    pid_t child = start(gnuplot, script, svg, complaints);
    if (child < 0) {
        fprintf(complaints, "%s\n", strerror(errno));
    }
    enum chart_drawing came = child >= 0 ? finish(child) : CHART_NOT_DRAWN;
    if (came == CHART_DRAWN && (fseek(svg, 0, SEEK_END) != 0 || ftell(svg) <= 0)) {
        came = CHART_NOT_DRAWN;
    }
    if (came == CHART_NOT_DRAWN || came == CHART_LATE) {
        complain(gnuplot, complaints, came);
    }
    fclose(complaints);
    rewind(svg);
    return came;
}
