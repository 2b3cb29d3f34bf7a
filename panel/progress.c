/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's clock is looked at here, and nowhere that a result could see. */
#include "progress.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "diag.h"

enum { BAR = 20, WIDTH_LEAST = 20, WIDTH_USUAL = 80 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void progress_open(struct progress *p, struct progress_names names, uint64_t total, bool quiet)
{
    const char *terminal = getenv("TERM");
    bool dumb = !terminal || strcmp(terminal, "dumb") == 0;
    *p = (struct progress){.names = names, .out = stderr, .total = total, .started = now()};
    p->bar = isatty(STDERR_FILENO) && !dumb && !quiet;
    p->quiet = quiet;
}

static void wipe(struct progress *p)
{
    if (p->drawn) {
        fputs("\r\033[K", p->out);
        p->drawn = false;
    }
}

static int digits(uint64_t number)
{
    int n = 1;
    for (; number > 9; number /= 10) {
        n++;
    }
    return n;
}

/* What was there before gets no line; with a bar, only what is worth keeping does. */
void progress_done(struct progress *p, uint64_t number, const char *word, bool bad, bool ran)
{
    p->done++;
    p->ran += ran;
    p->bad += bad;
    if (p->quiet || !ran || (p->bar && !bad)) {
        return;
    }
    char *whole = p->names.whole(p->names.context, number);
    wipe(p);
    fprintf(p->out, "[%*llu/%llu] %-7s %s\n", digits(p->total), (unsigned long long)p->done,
            (unsigned long long)p->total, word, whole);
    free(whole);
}

/* Columns of the terminal, as it is now. */
static int width(void)
{
    struct winsize size;
    bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    int columns = known ? size.ws_col : WIDTH_USUAL;
    return columns < WIDTH_LEAST ? WIDTH_LEAST : columns;
}

/* Time that is left if points go on taking what they took, or "". */
struct left_text {
    char text[40];
};
static struct left_text time_left(const struct progress *p)
{
    struct left_text t = {""};
    if (p->ran > 0 && p->done < p->total) {
        double each = (now() - p->started) / (double)p->ran;
        unsigned long long seconds = (unsigned long long)(each * (double)(p->total - p->done) + 1);
        snprintf(t.text, sizeof t.text, ", %llu:%02llu left", seconds / 60, seconds % 60);
    }
    return t;
}

/* What runs now; in new memory. */
static char *running(const struct progress *p, const uint64_t *numbers, unsigned count)
{
    char *all = xstrdup("");
    for (unsigned i = 0; i < count; i++) {
        char *brief = p->names.brief(p->names.context, numbers[i]);
        char *longer = xformat("%s%s%s", all, i ? " | " : "", brief);
        free(all);
        free(brief);
        all = longer;
    }
    return all;
}

/* At most `columns` of a line; one column for each character. */
static void put_cut(FILE *out, const char *line, int columns)
{
    size_t left = strlen(line);
    for (; left > 0 && columns > 0; columns--) {
        uint32_t code;
        size_t n = utf8_step(line, left, &code);
        bool plain = n > 0 && code >= 0x20 && code != 0x7f;
        fprintf(out, "%.*s", plain ? (int)n : 1, plain ? line : "?");
        line += n ? n : 1;
        left -= n ? n : 1;
    }
}

void progress_draw(struct progress *p, const uint64_t *numbers, unsigned count)
{
    static const char full[] = "####################", empty[] = "....................";
    if (!p->bar) {
        return;
    }
    int marks = p->total ? (int)(BAR * p->done / p->total) : BAR;
    char *what = running(p, numbers, count);
    char bad[40] = "";
    if (p->bad) {
        snprintf(bad, sizeof bad, ", %llu not passed", (unsigned long long)p->bad);
    }
    char *line = xformat("[%.*s%.*s] %llu/%llu%s%s%s%s", marks, full, BAR - marks, empty,
                         (unsigned long long)p->done, (unsigned long long)p->total, bad,
                         time_left(p).text, *what ? ": " : "", what);
    wipe(p);
    put_cut(p->out, line, width() - 1);
    fflush(p->out);
    p->drawn = true;
    free(line);
    free(what);
}

void progress_close(struct progress *p)
{
    wipe(p);
    fflush(p->out);
}
