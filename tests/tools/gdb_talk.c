/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gdb_talk COMMAND...: talk GDB's remote protocol with a program that speaks it on standard input
 * and output, as standard input here says, line by line; the first that goes wrong ends it with
 * status 1. Bytes that are no printable characters are written \xNN.
 *
 *   packet TEXT      send a packet
 *   raw TEXT         send these bytes
 *   repeat N TEXT    send these bytes N times
 *   reply PATTERN    the next packet that is no console output must be like this (fnmatch)
 *   output PATTERN   all console output since the last reply must be like this
 *   sign +|-         the next byte must be this
 *   noise SEED N     send N packets, or what is nearly some; then go on with what is asked next
 *   pause N          wait N milliseconds
 *   end              send nothing any more; the program must end with status 0
 *   terminate        send it SIGTERM; the same
 */
#include <fnmatch.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/rng.h"

enum { LINE_MOST = 4096, PACKET_MOST = 1 << 20, SECONDS = 60 };

static FILE *to, *from;
static pid_t child;
static unsigned line_number;
static char packet[PACKET_MOST], output[PACKET_MOST];

static void fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    printf("line %u: ", line_number);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    kill(child, SIGKILL);
    exit(1);
}

static void start(char **command)
{
    int in[2], out[2];
    if (pipe(in) != 0 || pipe(out) != 0) {
        fail("no pipe");
    }
    child = fork();
    if (child == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        close(in[0]), close(in[1]), close(out[0]), close(out[1]);
        execvp(command[0], command);
        _exit(127);
    }
    close(in[0]), close(out[1]);
    to = fdopen(in[1], "w");
    from = fdopen(out[0], "r");
}

/* --- sending --- */

static int digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at = c != '\0' ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : 0;
}

/* The bytes that a text stands for, in its place: their number. */
static size_t unescape(char *text)
{
    size_t n = 0;
    for (char *at = text; *at != '\0'; at++) {
        if (at[0] == '\\' && at[1] == 'x' && at[2] != '\0' && at[3] != '\0') {
            text[n++] = (char)(digit(at[2]) << 4 | digit(at[3]));
            at += 3;
        } else {
            text[n++] = *at;
        }
    }
    return n;
}

static void send_bytes(const char *bytes, size_t count)
{
    fwrite(bytes, 1, count, to);
    fflush(to);
}

static void send_packet(const char *bytes, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += (unsigned char)bytes[i];
    }
    fputc('$', to);
    fwrite(bytes, 1, count, to);
    fprintf(to, "#%02x", sum & 0xff);
    fflush(to);
}

static void send_repeated(char *text)
{
    unsigned long times = strtoul(text, &text, 0);
    text += strspn(text, " ");
    size_t n = unescape(text);
    for (unsigned long i = 0; i < times; i++) {
        fwrite(text, 1, n, to);
    }
    fflush(to);
}

/* --- hearing --- */

static int next_byte(void)
{
    int c = getc(from);
    if (c == EOF) {
        fail("the program has gone");
    }
    return c;
}

/* The next packet into `packet`; signs before it are passed over. */
static void next_packet(void)
{
    size_t n = 0;
    while (next_byte() != '$') {
    }
    for (int c = next_byte(); c != '#'; c = next_byte()) {
        if (n + 1 == sizeof packet) {
            fail("a packet without end");
        }
        packet[n++] = (char)c;
    }
    packet[n] = '\0';
    next_byte();
    next_byte();
}

static bool is_output(void)
{
    return packet[0] == 'O' && packet[1] != 'K' && packet[1] != '\0';
}

static void keep_output(void)
{
    size_t n = strlen(output);
    for (const char *at = packet + 1; at[0] != '\0' && at[1] != '\0' && n + 1 < sizeof output;
         at += 2) {
        output[n++] = (char)(digit(at[0]) << 4 | digit(at[1]));
    }
    output[n] = '\0';
}

static void next_reply(void)
{
    output[0] = '\0';
    next_packet();
    while (is_output()) {
        keep_output();
        next_packet();
    }
}

static void expect(const char *what, const char *got, const char *pattern)
{
    if (fnmatch(pattern, got, 0) != 0) {
        fail("%s `%.300s`, expected `%.300s`", what, got, pattern);
    }
}

static void expect_sign(char sign)
{
    int c = next_byte();
    if (c != sign) {
        fail("sign `%c`, expected `%c`", c, sign);
    }
}

/* --- noise --- */

/* What ends the noise, and the answer. */
#define MARKED "qXfer:features:read:target.xml:1,7"
#define MARK "m?xml ve"

/* None that ends the conversation: no k, no D, no vKill. */
static const char *const beginnings[] = {"qSupported:",
                                         "qXfer:features:read:target.xml:",
                                         "qXfer:threads:read::",
                                         "qXfer:exec-file:read:",
                                         "qRcmd,",
                                         "qThreadExtraInfo,",
                                         "vCont;",
                                         "vCont;s:",
                                         "vCont;r",
                                         "vAttach;",
                                         "Hg",
                                         "Hc",
                                         "Z0,",
                                         "Z1,",
                                         "Z2,",
                                         "Z3,",
                                         "Z4,",
                                         "Z9,",
                                         "z0,",
                                         "z2,",
                                         "m",
                                         "M",
                                         "X",
                                         "p",
                                         "P",
                                         "g",
                                         "G",
                                         "T",
                                         "?",
                                         "bs",
                                         "bc",
                                         "s",
                                         "c",
                                         "S",
                                         "C",
                                         "R",
                                         "vRun;",
                                         "qC",
                                         "qfThreadInfo",
                                         "qsThreadInfo",
                                         "qAttached:",
                                         "",
                                         "\3",
                                         "v",
                                         "!"};
enum { BEGINNINGS = sizeof beginnings / sizeof beginnings[0] };

static size_t make_noise(struct rng *r, char *text)
{
    static const char likely[] = "0123456789abcdef,;:.=-p 80000000ffffffff";
    size_t n = (size_t)sprintf(text, "%s", beginnings[rng_below(r, BEGINNINGS)]);
    for (uint32_t more = rng_below(r, 24); more > 0; more--) {
        bool any = rng_below(r, 12) == 0;
        char c = any ? (char)rng_next(r) : likely[rng_below(r, sizeof likely - 1)];
        text[n++] = c == '$' || c == '#' || c == '*' || c == '}' ? '0' : c;
    }
    return n;
}

/* Whoever talks so much has to listen meanwhile. */
static void listen_aside(void)
{
    fflush(stdout);
    if (fork() == 0) {
        for (;;) {
            next_packet();
            if (strcmp(packet, MARK) == 0) {
                _exit(0);
            }
        }
    }
}

static void send_noise(char *text)
{
    struct rng r = {(uint32_t)strtoul(text, &text, 0)};
    unsigned long count = strtoul(text, &text, 0);
    char noise[128];
    setvbuf(from, NULL, _IONBF, 0);
    listen_aside();
    for (unsigned long i = 0; i < count; i++) {
        size_t n = make_noise(&r, noise);
        switch (rng_below(&r, 8)) {
        case 0: /* a packet that does not end, or has no sum */
            send_bytes("$", 1);
            send_bytes(noise, n);
            break;
        case 1:
            send_bytes(noise, n);
            send_bytes("#00", 3);
            break;
        default:
            send_packet(noise, n);
        }
    }
    send_bytes("#00", 3);
    send_packet(MARKED, sizeof MARKED - 1);
    int status;
    wait(&status);
    if (status != 0) {
        fail("no answer after noise");
    }
}

/* --- the script --- */

static void wait_milliseconds(const char *text)
{
    unsigned long ms = strtoul(text, NULL, 0);
    nanosleep(&(struct timespec){(time_t)(ms / 1000), (long)(ms % 1000) * 1000000}, NULL);
}

static void expect_end(void)
{
    int status;
    while (getc(from) != EOF) {
    }
    waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fail("it ended with status 0x%x", status);
    }
}

static void do_line(char *word, char *text)
{
    if (strcmp(word, "packet") == 0) {
        send_packet(text, unescape(text));
    } else if (strcmp(word, "raw") == 0) {
        send_bytes(text, unescape(text));
    } else if (strcmp(word, "repeat") == 0) {
        send_repeated(text);
    } else if (strcmp(word, "reply") == 0) {
        next_reply();
        expect("reply", packet, text);
    } else if (strcmp(word, "output") == 0) {
        expect("output", output, text);
    } else if (strcmp(word, "sign") == 0) {
        expect_sign(*text);
    } else if (strcmp(word, "noise") == 0) {
        send_noise(text);
    } else if (strcmp(word, "pause") == 0) {
        wait_milliseconds(text);
    } else if (strcmp(word, "end") == 0) {
        fclose(to);
        expect_end();
    } else if (strcmp(word, "terminate") == 0) {
        kill(child, SIGTERM);
        expect_end();
    } else {
        fail("no such word: %s", word);
    }
}

int main(int argc, char **argv)
{
    char line[LINE_MOST];
    if (argc < 2) {
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    alarm(SECONDS);
    start(argv + 1);
    while (fgets(line, sizeof line, stdin)) {
        line_number++;
        line[strcspn(line, "\n")] = '\0';
        char *text = strchr(line, ' ');
        if (text) {
            *text++ = '\0';
        }
        if (line[0] != '\0' && line[0] != '#') {
            do_line(line, text ? text : line + strlen(line));
        }
    }
    kill(child, SIGKILL);
    return 0;
}
