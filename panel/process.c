/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "diag.h"
#include "run.h"

/* From here on there is nobody to hear what is printed, but for the pipe. */
static void be_child(process_work *work, void *context, int pipe)
{
    int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDOUT_FILENO);
    dup2(pipe, STDERR_FILENO);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* nobody waits for it any more */
#endif
    run_catch_interrupts();
    int status = work(context);
    fflush(stderr);
    _exit(status);
}

int process_start(struct process *p, process_work *work, void *context, const char *what)
{
    int ends[2];
    p->size = 0;
    p->told = false;
    if (pipe(ends) != 0) {
        return diag_internal("no pipe for %s: %s", what, strerror(errno));
    }
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    fflush(NULL);
    p->pid = fork();
    if (p->pid == 0) {
        close(ends[0]);
        be_child(work, context, ends[1]);
    }
    close(ends[1]);
    p->pipe = ends[0];
    if (p->pid < 0) {
        close(ends[0]);
        return diag_internal("no process for %s: %s", what, strerror(errno));
    }
    return 0;
}

/* What does not fit is read all the same, so that the child can go on. */
bool process_read(struct process *p)
{
    char rest[512];
    size_t room = sizeof p->text - 1 - p->size;
    ssize_t n =
        room > 0 ? read(p->pipe, p->text + p->size, room) : read(p->pipe, rest, sizeof rest);
    if (n > 0 && room > 0) {
        p->size += (size_t)n;
    }
    return n > 0 || (n < 0 && errno == EINTR);
}

int process_wait(struct process *p)
{
    int ended = 0;
    close(p->pipe);
    while (waitpid(p->pid, &ended, 0) < 0 && errno == EINTR) {
    }
    p->text[p->size] = '\0';
    p->text[strcspn(p->text, "\n")] = '\0'; /* the first line is what counts */
    return ended;
}

char *process_crash(const struct process *p, int ended)
{
    static const char name[] = "trapeze: ";
    bool ours = strncmp(p->text, name, sizeof name - 1) == 0;
    const char *text = p->text + (ours ? sizeof name - 1 : 0);
    const char *joint = *text ? ": " : "";
    if (WIFSIGNALED(ended)) {
        int signal = WTERMSIG(ended);
        return xformat("ended by signal %d (%s)%s%s", signal, strsignal(signal), joint, text);
    }
    return xformat("ended with status %d%s%s", WEXITSTATUS(ended), joint, text);
}
