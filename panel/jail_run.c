/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One tool, from its start to the end of its process group. There is no limit on the number of
 * processes: it would count what else the user runs, and not hold for root. None is needed either:
 * what a source says starts no program, since the compiler has no plugins and does no link-time
 * optimization here; its driver starts those that it always starts.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#include "jail_parts.h"
#include "run.h"

enum { CANNOT_RUN = 127, SAID_MOST = 1 << 20, STACK = 8 << 20 };

/* --- the command --- */

static void add_place(void *context, const char *place)
{
    struct arguments *a = context;
    ARGUMENTS_ADD(a, "--ro-bind-try", place, place);
}

/* A file system with the tools and the box in it, no network, no other processes. */
static void add_bubblewrap(struct arguments *a, const struct jail *j)
{
    ARGUMENTS_ADD(a, j->bubblewrap, "--unshare-all", "--die-with-parent", "--dev", "/dev");
    jail_places(j, add_place, a);
    ARGUMENTS_ADD(a, "--bind", j->folder, j->folder, "--chdir", j->folder, "--");
}

static struct arguments whole_command(const struct jail *j, const struct arguments *tool)
{
    struct arguments a = {0};
    if (j->bubblewrap != NULL) {
        add_bubblewrap(&a, j);
    }
    for (unsigned i = 0; i < tool->count; i++) {
        arguments_add(&a, tool->word[i]);
    }
    return a;
}

/* All that a tool knows of the host: where programs are, and what time it always is. */
static struct arguments environment(const struct jail *j)
{
    struct arguments a = {0};
    const char *slash = strrchr(j->compiler, '/');
    char *path = xformat("PATH=%.*s:/usr/bin:/bin", (int)(slash - j->compiler), j->compiler);
    char *scratch = xformat("TMPDIR=%s/" JAIL_MADE, j->folder);
    ARGUMENTS_ADD(&a, path, scratch, "LC_ALL=C", "SOURCE_DATE_EPOCH=0");
    free(path);
    free(scratch);
    return a;
}

/* --- in the child --- */

static void limit(int what, rlim_t most)
{
    struct rlimit now;
    if (getrlimit(what, &now) == 0 && now.rlim_max != RLIM_INFINITY && now.rlim_max < most) {
        most = now.rlim_max;
    }
    now = (struct rlimit){most, most};
    setrlimit(what, &now);
}

static void set_limits(void)
{
    limit(RLIMIT_CPU, JAIL_CPU_SECONDS);
    limit(RLIMIT_AS, JAIL_MEMORY);
    limit(RLIMIT_FSIZE, JAIL_OUTPUT_SIZE);
    limit(RLIMIT_STACK, STACK);
    limit(RLIMIT_CORE, 0);
}

static void close_from(int first)
{
#if defined(__linux__) && defined(SYS_close_range)
    if (syscall(SYS_close_range, (unsigned)first, ~0u, 0u) == 0) {
        return;
    }
#endif
    long most = sysconf(_SC_OPEN_MAX);
    for (int i = first; i < (most > 0 && most < 65536 ? most : 65536); i++) {
        close(i);
    }
}

/* Signals as a program expects them, whatever Trapeze does with them. */
static void reset_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    for (int i = 1; i < 32; i++) {
        signal(i, SIG_DFL);
    }
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void be_tool(const struct jail *j, char **command, char **variables, int output)
{
    int nothing = open("/dev/null", O_RDONLY);
    bool good = nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 &&
                dup2(output, STDOUT_FILENO) >= 0 && dup2(output, STDERR_FILENO) >= 0;
    close_from(STDERR_FILENO + 1);
    reset_signals();
    setsid();
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    umask(077);
    if (good && chdir(j->folder) == 0 && (!j->fence || jail_fence(j))) {
        set_limits();
        execve(command[0], command, variables);
    }
    _exit(CANNOT_RUN);
}

/* --- in Trapeze --- */

static pid_t start(const struct jail *j, const struct arguments *tool, int *output)
{
    int ends[2];
    if (pipe(ends) != 0) {
        return -1;
    }
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    struct arguments command = whole_command(j, tool);
    struct arguments variables = environment(j);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        be_tool(j, command.word, variables.word, ends[1]);
    }
    close(ends[1]);
    *output = ends[0];
    if (child < 0) {
        close(ends[0]);
    }
    arguments_free(&command);
    arguments_free(&variables);
    return child;
}

static time_t seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* Read what the tool says until nobody is left who could say more. False if it took too long. */
static bool listen_to(int output, struct jail_end *e)
{
    enum { TICK = 100 };
    char bytes[4096];
    time_t end = seconds() + JAIL_WALL_SECONDS;
    for (ssize_t n = 1; n != 0;) {
        struct pollfd p = {.fd = output, .events = POLLIN};
        bool ready = poll(&p, 1, TICK) > 0;
        e->interrupted = run_interrupted();
        if (e->interrupted || seconds() > end) {
            return e->interrupted;
        }
        n = ready ? read(output, bytes, sizeof bytes) : -1;
        jail_text_add(&e->said, bytes, n > 0 ? (size_t)n : 0);
    }
    return true;
}

/* Wait for the tool; whatever else is left of its group ends with it. */
static int gather(pid_t child, bool at_once, struct rusage *used)
{
    siginfo_t info;
    int ended = 0;
    if (!at_once) {
        while (waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
        }
    }
    kill(-child, SIGKILL);
    kill(child, SIGKILL);
    while (wait4(child, &ended, 0, used) < 0 && errno == EINTR) {
    }
    return ended;
}

/* What tools, or their driver for them, say when they were stopped or broke down. */
static bool says_broken(const struct jail_text *said)
{
    static const char *const words[] = {
        "terminated program",      "out of memory",  "emory exhausted", "annot allocate memory",
        "internal compiler error", "File too large", "No space left",   "Internal error"};
    return jail_text_has(said, words, sizeof words / sizeof words[0]);
}

static void judge(struct jail_end *e, int ended, const struct rusage *used)
{
    bool by_signal = !WIFEXITED(ended) || WEXITSTATUS(ended) > 128;
    bool long_run = used->ru_utime.tv_sec + used->ru_stime.tv_sec >= JAIL_CPU_SECONDS;
    e->good = !e->limited && !e->interrupted && WIFEXITED(ended) && WEXITSTATUS(ended) == 0;
    e->limited = e->limited || (!e->good && (by_signal || long_run || says_broken(&e->said)));
}

int jail_run(const struct jail *j, const struct arguments *a, struct jail_end *e)
{
    int output;
    struct rusage used = {0};
    *e = (struct jail_end){.said.most = SAID_MOST};
    pid_t child = start(j, a, &output);
    if (child < 0) {
        return diag_internal("%s: %s", a->word[0], strerror(errno));
    }
    e->limited = !listen_to(output, e);
    int ended = gather(child, e->limited || e->interrupted, &used);
    close(output);
    e->unrunnable = WIFEXITED(ended) && WEXITSTATUS(ended) == CANNOT_RUN;
    judge(e, ended, &used);
    return 0;
}
