/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pty [-w COLUMNS] COMMAND...: the command on a terminal of its own, and a script on standard input
 * of what is typed there and what must then be seen, a line each:
 *
 *   > KEYS     type; \n \r \t \e \\ \xNN are as in C, and nothing is added
 *   < TEXT     wait until TEXT is seen, behind what was waited for before; \ as above
 *   ~ TEXT     TEXT must not stand between what the two last < waited for
 *   w COLUMNS  the window gets so many columns
 *   = STATUS   wait until the command has ended so
 *
 * Carriage returns are not seen. Status 0 if all was so; otherwise what was not is said, and the
 * status is 1. To wait longer than PATIENCE seconds for anything is to have found a hang.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 20, SEEN_MOST = 1 << 20, TEXT_MOST = 4096, TAIL = 300 };

static struct {
    int terminal;
    pid_t child;
    char seen[SEEN_MOST + 1];
    size_t length;
    size_t before, at; /* where the last but one, and the last text that was waited for end */
    bool ended;        /* the command has; no more will be seen */
} run;

static int wrong(unsigned line, const char *what, const char *text)
{
    size_t tail = run.length - run.at > TAIL ? run.length - TAIL : run.at;
    printf("line %u: %s: %s; seen: %s\n", line, what, text, run.seen + tail);
    return 1;
}

/* In place, what escapes stand for; the length. */
static size_t unescape(char *s)
{
    static const char names[] = "nrte\\", bytes[] = "\n\r\t\033\\";
    char *out = s;
    for (const char *at = s; *at;) {
        const char *known = *at == '\\' && at[1] ? strchr(names, at[1]) : NULL;
        if (known) {
            *out++ = bytes[known - names];
            at += 2;
        } else if (*at == '\\' && at[1] == 'x') {
            char digits[3] = {at[2], at[3], '\0'};
            *out++ = (char)strtol(digits, NULL, 16);
            at += 4;
        } else {
            *out++ = *at++;
        }
    }
    *out = '\0';
    return (size_t)(out - s);
}

/* Read what there is within some milliseconds. */
static void look(int milliseconds)
{
    struct pollfd p = {.fd = run.terminal, .events = POLLIN};
    char bytes[4096];
    if (poll(&p, 1, milliseconds) <= 0) {
        return;
    }
    ssize_t n = read(run.terminal, bytes, sizeof bytes);
    for (ssize_t i = 0; i < n && run.length < SEEN_MOST; i++) {
        if (bytes[i] != '\r' && bytes[i] != '\0') {
            run.seen[run.length++] = bytes[i];
        }
    }
    run.seen[run.length] = '\0';
}

static bool has_ended(void)
{
    siginfo_t info = {.si_pid = 0};
    return waitid(P_PID, (id_t)run.child, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
           info.si_pid != 0;
}

static bool expect(const char *text)
{
    time_t end = time(NULL) + PATIENCE;
    const char *found;
    while (!(found = strstr(run.seen + run.at, text)) && !run.ended && time(NULL) < end) {
        run.ended = has_ended();
        look(run.ended ? 0 : 100);
    }
    found = found ? found : strstr(run.seen + run.at, text);
    if (found) {
        run.before = run.at;
        run.at = (size_t)(found - run.seen) + strlen(text);
    }
    return found != NULL;
}

static bool has_between(const char *text)
{
    const char *found = strstr(run.seen + run.before, text);
    return found && found + strlen(text) <= run.seen + run.at;
}

/* The command's status once it has ended; -1 if it does not. */
static int await_end(void)
{
    time_t end = time(NULL) + PATIENCE;
    int status;
    while (waitpid(run.child, &status, WNOHANG) == 0) {
        if (time(NULL) >= end) {
            return -1;
        }
        look(20);
    }
    run.child = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void set_width(unsigned columns)
{
    struct winsize size = {.ws_row = 24, .ws_col = (unsigned short)columns};
    ioctl(run.terminal, TIOCSWINSZ, &size);
}

static bool type(const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t n = write(run.terminal, bytes, count);
        if (n < 0 && errno != EINTR && errno != EAGAIN) {
            return false;
        }
        bytes += n > 0 ? n : 0;
        count -= n > 0 ? (size_t)n : 0;
    }
    return true;
}

static int obey(unsigned line, char kind, char *text)
{
    size_t length = unescape(text);
    int status;
    switch (kind) {
    case '>':
        return type(text, length) ? 0 : wrong(line, "cannot type", text);
    case '<':
        return expect(text) ? 0 : wrong(line, "not seen", text);
    case '~':
        return !has_between(text) ? 0 : wrong(line, "seen, and should not be", text);
    case 'w':
        set_width((unsigned)atoi(text));
        return 0;
    case '=':
        status = await_end();
        if (status != atoi(text)) {
            printf("status %d: ", status);
            return wrong(line, "the command has ended otherwise", text);
        }
        return 0;
    default:
        return wrong(line, "not understood", text);
    }
}

static int play(void)
{
    char line[TEXT_MOST];
    int status = 0;
    for (unsigned n = 1; status == 0 && fgets(line, sizeof line, stdin); n++) {
        line[strcspn(line, "\n")] = '\0';
        if (*line != '\0' && *line != '#') {
            status = obey(n, *line, line + 1 + (line[1] == ' '));
        }
    }
    return status;
}

static void become(char **command, const char *terminal)
{
    signal(SIGINT, SIG_DFL); /* a shell's background has it ignored */
    setsid();
    int fd = open(terminal, O_RDWR);
    ioctl(fd, TIOCSCTTY, 0);
    for (int i = 0; i < 3; i++) {
        dup2(fd, i);
    }
    close(fd);
    execvp(command[0], command);
    _exit(127);
}

static bool start(char **command, unsigned columns)
{
    run.terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (run.terminal < 0 || grantpt(run.terminal) != 0 || unlockpt(run.terminal) != 0) {
        perror("pty");
        return false;
    }
    fcntl(run.terminal, F_SETFD, FD_CLOEXEC);
    const char *name = ptsname(run.terminal);
    int kept = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC); /* so that it does not end too early */
    set_width(columns);
    run.child = fork();
    if (run.child == 0) {
        become(command, name);
    }
    (void)kept;
    return run.child > 0;
}

int main(int argc, char **argv)
{
    unsigned columns = 80;
    char **command = argv + 1;
    if (argc > 2 && strcmp(argv[1], "-w") == 0) {
        columns = (unsigned)atoi(argv[2]);
        command += 2;
    }
    if (!*command || !start(command, columns)) {
        return 2;
    }
    int status = play();
    if (run.child > 0) {
        kill(run.child, SIGKILL);
        waitpid(run.child, NULL, 0);
    }
    return status;
}
