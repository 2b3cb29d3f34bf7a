/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Progress, on standard error: a bar on a terminal, else a line for each point in order of
 * completion. The host's clock is looked at here, and nowhere that a result could see.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "experiment_run.h"

enum { BAR = 20, WIDTH_LEAST = 20, WIDTH_USUAL = 80 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void progress_open(struct progress *p, const struct experiment *e, uint64_t total, bool quiet)
{
    const char *terminal = getenv("TERM");
    bool dumb = !terminal || strcmp(terminal, "dumb") == 0;
    *p = (struct progress){.experiment = e, .out = stderr, .total = total, .started = now()};
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
void progress_done(struct progress *p, struct point point, enum point_status status, bool ran)
{
    p->done++;
    p->ran += ran;
    p->bad += status != POINT_PASSED;
    if (p->quiet || !ran || (p->bar && status == POINT_PASSED)) {
        return;
    }
    char *place = experiment_place(p->experiment, point, " ");
    wipe(p);
    fprintf(p->out, "[%*llu/%llu] %-7s point %llu%s%s\n", digits(p->total),
            (unsigned long long)p->done, (unsigned long long)p->total, point_status_names[status],
            (unsigned long long)point.number, *place ? "  " : "", place);
    free(place);
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

/* What runs now, by the last words of its columns: "soft_tlb=64 program=small"; in new memory. */
static char *running(const struct progress *p, const struct child *children, unsigned count)
{
    char *all = xstrdup("");
    for (unsigned i = 0; i < count; i++) {
        for (unsigned k = 0; k < experiment_columns(p->experiment); k++) {
            const char *name = experiment_column(p->experiment, k);
            const char *dot = strrchr(name, '.');
            char *longer =
                xformat("%s%s%s=%s", all,
                        k   ? " "
                        : i ? " | "
                            : "",
                        dot ? dot + 1 : name,
                        excerpt(experiment_cell(p->experiment, children[i].point, k)).text);
            free(all);
            all = longer;
        }
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

void progress_draw(struct progress *p, const struct child *children, unsigned count)
{
    static const char full[] = "####################", empty[] = "....................";
    if (!p->bar) {
        return;
    }
    int marks = p->total ? (int)(BAR * p->done / p->total) : BAR;
    char *what = running(p, children, count);
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
