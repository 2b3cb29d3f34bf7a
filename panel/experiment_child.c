/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A point in a process of its own: what befalls it befalls nobody else. The child puts its result
 * in place itself, and tells by its exit status which; its parent does so for one that cannot.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "experiment_run.h"
#include "folder.h"
#include "run.h"

/* Exit statuses of a child: CHILD_STATUS and how the point ended; interrupted; or an EXIT_... */
enum { CHILD_GONE = 8, CHILD_STATUS = 16 };

/* --- in the child --- */

static int run_point(struct point_job *j, const char *folder, bool resume)
{
    char *place = point_folder(folder, j->point.number);
    char *path = point_path(folder, j->point.number);
    enum point_status there;
    int status = folder_make(place);
    if (status == 0) {
        folder_lock(place); /* until this process ends */
        if (run_interrupted()) {
            status = EXIT_GUEST;
        } else if (resume && point_is_done(j, folder, &there)) {
            j->known.status = there; /* another process has seen to it */
        } else {
            status = folder_clear(place);
            status = status ? status : point_run(j, place);
            status = status ? status : point_save(&j->known, path);
        }
    }
    free(place);
    free(path);
    bool interrupted = status == EXIT_GUEST;
    return interrupted ? CHILD_GONE : status ? status : CHILD_STATUS + (int)j->known.status;
}

/* From here on there is nobody to hear what is printed, but for the pipe. */
static void be_child(struct point_job *j, const char *folder, bool resume, int pipe)
{
    int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDOUT_FILENO);
    dup2(pipe, STDERR_FILENO);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* nobody waits for it any more */
#endif
    run_catch_interrupts();
    int status = run_point(j, folder, resume);
    fflush(stderr);
    _exit(status);
}

/* --- in the parent --- */

int child_start(struct child *c, struct point_job *j, const char *folder, bool resume)
{
    int ends[2];
    *c = (struct child){.point = j->point};
    if (pipe(ends) != 0) {
        return diag_internal("no pipe for point %llu: %s", (unsigned long long)j->point.number,
                             strerror(errno));
    }
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    fflush(NULL);
    c->pid = fork();
    if (c->pid == 0) {
        close(ends[0]);
        be_child(j, folder, resume, ends[1]);
    }
    close(ends[1]);
    c->pipe = ends[0];
    if (c->pid < 0) {
        close(ends[0]);
        return diag_internal("no process for point %llu: %s", (unsigned long long)j->point.number,
                             strerror(errno));
    }
    return 0;
}

/* What does not fit is read all the same, so that the child can go on. */
bool child_read(struct child *c)
{
    char rest[512];
    size_t room = sizeof c->text - 1 - c->size;
    ssize_t n =
        room > 0 ? read(c->pipe, c->text + c->size, room) : read(c->pipe, rest, sizeof rest);
    if (n > 0 && room > 0) {
        c->size += (size_t)n;
    }
    return n > 0 || (n < 0 && errno == EINTR);
}

/* The first line that it said is what counts. */
static void cut_text(struct child *c)
{
    c->text[c->size] = '\0';
    c->text[strcspn(c->text, "\n")] = '\0';
}

/* How one ended that could not say so itself, in new memory. */
static char *crash_message(const struct child *c, int ended)
{
    static const char name[] = "trapeze: ";
    bool ours = strncmp(c->text, name, sizeof name - 1) == 0;
    const char *text = c->text + (ours ? sizeof name - 1 : 0);
    const char *joint = *text ? ": " : "";
    if (WIFSIGNALED(ended)) {
        int signal = WTERMSIG(ended);
        return xformat("ended by signal %d (%s)%s%s", signal, strsignal(signal), joint, text);
    }
    return xformat("ended with status %d%s%s", WEXITSTATUS(ended), joint, text);
}

/* A result for one that has none, made of what is known. */
static int save_crash(const struct child *c, int ended, const struct experiment *e,
                      const char *folder, struct point_files *files)
{
    struct point_job j;
    char *place = point_folder(folder, c->point.number);
    char *path = point_path(folder, c->point.number);
    int status = point_open(&j, e, c->point, files);
    if (status == 0) {
        j.known.status = POINT_CRASHED;
        j.known.message = crash_message(c, ended);
        point_put_number(&j.known, "passed", 0);
        point_put_text(&j.known, "status", point_status_names[POINT_CRASHED]);
        status = folder_make(place);
    }
    if (status == 0) {
        folder_sweep(place);
        status = point_save(&j.known, path);
    }
    point_close(&j);
    free(place);
    free(path);
    return status;
}

enum child_end child_wait(struct child *c, const struct experiment *e, const char *folder,
                          struct point_files *files, enum point_status *status)
{
    int ended = 0;
    close(c->pipe);
    while (waitpid(c->pid, &ended, 0) < 0 && errno == EINTR) {
    }
    cut_text(c);
    int code = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
    *status = POINT_CRASHED;
    if (code >= CHILD_STATUS && code < CHILD_STATUS + POINT_MISSING) {
        *status = (enum point_status)(code - CHILD_STATUS);
        return CHILD_SAVED;
    }
    if (code == CHILD_GONE || ((c->told || run_interrupted()) && code < 0)) {
        return CHILD_INTERRUPTED;
    }
    if (code == EXIT_USAGE) {
        return CHILD_REFUSED;
    }
    return save_crash(c, ended, e, folder, files) ? CHILD_UNWRITABLE : CHILD_CRASHED;
}
