/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gdb_link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { GONE = -1, PIECE = 512, TICK_MICROSECONDS = 20 * 1000 };

/* What signal handlers need. */
static struct {
    struct debugger *debugger;
    volatile sig_atomic_t ended, asked;
    int bell[2];           /* a pipe: rung by a signal, heard by whoever waits */
    struct gdb_link *link; /* while the machine runs, the handler of ticks alone reads from it */
    void (*tick)(void *context);
    void *context;
} served;

static struct sigaction old_interrupt, old_terminate, old_pipe, old_alarm;
static struct itimerval old_timer;

/* More of what has arrived. False if the client has gone. */
static bool fill(struct gdb_link *l)
{
    ssize_t n;
    do {
        n = read(l->in, l->buffer, sizeof l->buffer);
    } while (n < 0 && errno == EINTR);
    l->at = 0;
    l->count = n > 0 ? (size_t)n : 0;
    return n > 0;
}

/* --- signals --- */

static void on_end(int signal_number)
{
    (void)signal_number;
    int error = errno;
    served.ended = 1;
    debug_interrupt(served.debugger);
    ssize_t n = write(served.bell[1], "", 1);
    (void)n;
    errno = error;
}

static bool can_read(int file)
{
    struct pollfd p = {.fd = file, .events = POLLIN};
    return poll(&p, 1, 0) > 0;
}

/* Whether the client has said anything but that it has heard; or has gone. */
static bool is_asked(struct gdb_link *l)
{
    while (l->at < l->count || can_read(l->in)) {
        if (l->at == l->count && !fill(l)) {
            return true;
        }
        if (l->buffer[l->at] != '+') {
            return true;
        }
        l->at++;
    }
    return false;
}

static void on_tick(int signal_number)
{
    (void)signal_number;
    int error = errno;
    served.tick(served.context);
    served.asked = served.asked || served.ended || is_asked(served.link);
    if (served.asked) {
        debug_interrupt(served.debugger);
    }
    errno = error;
}

static void catch_signals(struct debugger *d)
{
    struct sigaction end = {.sa_handler = on_end, .sa_flags = SA_RESTART};
    struct sigaction ignored = {.sa_handler = SIG_IGN};
    served.debugger = d;
    served.ended = 0;
    if (pipe(served.bell) != 0) {
        served.bell[0] = served.bell[1] = -1;
    } else {
        fcntl(served.bell[1], F_SETFL, O_NONBLOCK);
    }
    sigaction(SIGINT, &end, &old_interrupt);
    sigaction(SIGTERM, &end, &old_terminate);
    sigaction(SIGPIPE, &ignored, &old_pipe);
}

static void release_signals(void)
{
    sigaction(SIGINT, &old_interrupt, NULL);
    sigaction(SIGTERM, &old_terminate, NULL);
    sigaction(SIGPIPE, &old_pipe, NULL);
    close(served.bell[0]);
    close(served.bell[1]);
}

bool gdb_link_ended(void)
{
    return served.ended != 0;
}

/* --- opening and closing --- */

static int cannot_listen(int listener, uint16_t port)
{
    int error = errno;
    if (listener >= 0) {
        close(listener);
    }
    return diag("--port: cannot listen on 127.0.0.1:%u: %s", port, strerror(error));
}

int gdb_link_listen(struct gdb_link *l, struct debugger *d, uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    socklen_t size = sizeof address;
    int reuse = 1;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse) != 0 ||
        bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 1) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        return cannot_listen(listener, port);
    }
    *l = (struct gdb_link){.listener = listener, .in = -1, .out = -1};
    catch_signals(d);
    printf("waiting for GDB: target remote 127.0.0.1:%u\n", ntohs(address.sin_port));
    fflush(stdout);
    return 0;
}

void gdb_link_pipe(struct gdb_link *l, struct debugger *d)
{
    *l = (struct gdb_link){.listener = -1, .in = STDIN_FILENO, .out = STDOUT_FILENO};
    catch_signals(d);
}

void gdb_link_hang_up(struct gdb_link *l)
{
    if (l->listener >= 0 && l->in >= 0) {
        close(l->in);
    }
    l->in = l->out = -1;
    l->at = l->count = 0;
}

void gdb_link_close(struct gdb_link *l)
{
    gdb_link_hang_up(l);
    if (l->listener >= 0) {
        close(l->listener);
    }
    release_signals();
}

/* Until `file` can be read, or written; false if the server is to end. */
static bool await(int file, short event)
{
    struct pollfd p[] = {{.fd = file, .events = event}, {.fd = served.bell[0], .events = POLLIN}};
    while (!served.ended) {
        int n = poll(p, 2, -1);
        if (n > 0 && p[0].revents != 0) {
            return !served.ended;
        }
        if (n < 0 && errno != EINTR) {
            return false;
        }
    }
    return false;
}

bool gdb_link_accept(struct gdb_link *l)
{
    int on = 1;
    while (l->listener >= 0 && l->in < 0 && await(l->listener, POLLIN)) {
        l->in = l->out = accept(l->listener, NULL, NULL);
    }
    if (l->listener >= 0 && l->in >= 0) {
        setsockopt(l->in, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    return l->in >= 0 && !served.ended;
}

/* --- bytes --- */

int gdb_link_read(struct gdb_link *l)
{
    if (l->at < l->count || (l->in >= 0 && await(l->in, POLLIN) && fill(l))) {
        return l->buffer[l->at++];
    }
    return GONE;
}

/* In pieces that do not block once there is room: a client that does not read is not waited for
 * when the server is to end. */
void gdb_link_write(struct gdb_link *l, const char *bytes, size_t count)
{
    while (count > 0 && await(l->out, POLLOUT)) {
        ssize_t n = write(l->out, bytes, count < PIECE ? count : PIECE);
        if (n < 0 && errno != EINTR) {
            return;
        }
        bytes += n > 0 ? n : 0;
        count -= n > 0 ? (size_t)n : 0;
    }
}

void gdb_link_watch(struct gdb_link *l, void (*tick)(void *context), void *context)
{
    const struct itimerval timer = {{0, TICK_MICROSECONDS}, {0, TICK_MICROSECONDS}};
    struct sigaction action = {.sa_handler = on_tick, .sa_flags = SA_RESTART};
    served.link = l;
    served.tick = tick;
    served.context = context;
    served.asked = 0;
    sigaction(SIGALRM, &action, &old_alarm);
    setitimer(ITIMER_REAL, &timer, &old_timer);
}

void gdb_link_unwatch(void)
{
    setitimer(ITIMER_REAL, &old_timer, NULL);
    sigaction(SIGALRM, &old_alarm, NULL);
}

bool gdb_link_asked(void)
{
    return served.asked || served.ended;
}
