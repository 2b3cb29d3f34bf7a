/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The swim lanes as SVG: self-contained, for any background that is light, without a script. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "html.h"
#include "trace_picture.h"

enum {
    MARGIN = 150, /* for the lanes' names */
    RIGHT = 30,
    TITLE = 30, /* above the words of the arrows */
    WORDS = 96, /* for them */
    LANE = 46,
    BOX = 26,
    AXIS = 46,
    LETTER = 6,      /* width of one */
    WORD_GAP = 13,   /* between the words of two arrows, at least */
    STAY_WIDTH = 64, /* on the average */
    WIDTH_LEAST = 800,
    WIDTH_MOST = 24000,
    TICK_WIDTH = 110
};

struct lane {
    unsigned layer;
    bool supervisor;
};

struct drawing {
    const struct picture *picture;
    FILE *out;
    struct lane *lanes;
    unsigned lane_count;
    uint64_t from, to;
    uint64_t width;
    bool *worded; /* by stay: the arrow from it has words */
};

/* --- lanes --- */

static bool is_used(const struct picture *p, unsigned layer, bool supervisor)
{
    for (size_t i = 0; i < p->count; i++) {
        if (p->item[i].stay.layer == layer && p->item[i].stay.supervisor == supervisor) {
            return true;
        }
    }
    return false;
}

static void add_lane(struct drawing *d, unsigned layer, bool supervisor)
{
    if (is_used(d->picture, layer, supervisor)) {
        d->lanes[d->lane_count++] = (struct lane){layer, supervisor};
    }
}

/* VMs in their order, the monitor below all. */
static void find_lanes(struct drawing *d)
{
    unsigned layers = layer_count(d->picture->trace->session);
    d->lanes = xmalloc(2 * (layers + 1) * sizeof *d->lanes);
    for (unsigned i = 1; i < layers; i++) {
        add_lane(d, i, false);
        add_lane(d, i, true);
    }
    add_lane(d, LAYER_MONITOR, true);
}

static unsigned lane_of(const struct drawing *d, const struct stay *s)
{
    for (unsigned i = 0; i < d->lane_count; i++) {
        if (d->lanes[i].layer == s->layer && d->lanes[i].supervisor == s->supervisor) {
            return i;
        }
    }
    return 0;
}

static int lane_y(unsigned lane)
{
    return TITLE + WORDS + LANE * (int)lane;
}

/* --- numbers --- */

/* Place of a cycle, in tenths, so that nothing depends on how floating point is printed. */
static uint64_t tenths(const struct drawing *d, uint64_t cycle)
{
    uint64_t span = d->to > d->from ? d->to - d->from : 1;
    return 10 * MARGIN + (cycle - d->from) * (10 * d->width) / span;
}

struct number {
    char text[32];
};

static struct number number(uint64_t in_tenths)
{
    struct number n;
    snprintf(n.text, sizeof n.text, "%" PRIu64 ".%" PRIu64, in_tenths / 10, in_tenths % 10);
    return n;
}

/* --- what is drawn --- */

static void put_lanes(struct drawing *d)
{
    const struct session *s = d->picture->trace->session;
    for (unsigned i = 0; i < d->lane_count; i++) {
        const struct lane *l = &d->lanes[i];
        char *name = xformat("%.22s", layer_name(s, l->layer)); /* as long as there is room */
        fprintf(d->out,
                "<rect class=\"lane%u\" x=\"0\" y=\"%d\" width=\"%" PRIu64
                "\" height=\"%d\"/>\n<text x=\"8\" y=\"%d\">",
                i % 2, lane_y(i), MARGIN + d->width + RIGHT, LANE, lane_y(i) + LANE / 2 - 2);
        put_html(name, d->out);
        free(name);
        fputs("</text>\n", d->out);
        if (l->layer != LAYER_MONITOR) {
            fprintf(d->out, "<text class=\"mode\" x=\"8\" y=\"%d\">%s mode</text>\n",
                    lane_y(i) + LANE / 2 + 12, trace_mode(l->supervisor));
        }
    }
}

/* A round number of cycles for each tick. */
static uint64_t tick_of(const struct drawing *d)
{
    uint64_t span = d->to - d->from;
    uint64_t least = span * TICK_WIDTH / d->width + 1;
    uint64_t tick = 1;
    while (tick < least) {
        tick *= 10;
    }
    return tick / 5 >= least ? tick / 5 : tick / 2 >= least ? tick / 2 : tick;
}

static void put_axis(struct drawing *d)
{
    uint64_t tick = tick_of(d);
    int y = lane_y(d->lane_count);
    for (uint64_t at = (d->from + tick - 1) / tick * tick; at <= d->to; at += tick) {
        struct number x = number(tenths(d, at));
        fprintf(d->out,
                "<path class=\"tick\" d=\"M%s %dV%d\"/>\n"
                "<text class=\"mode\" x=\"%s\" y=\"%d\" text-anchor=\"middle\">%" PRIu64
                "</text>\n",
                x.text, lane_y(0), y + 5, x.text, y + 18, at);
    }
    fprintf(d->out, "<text class=\"mode\" x=\"8\" y=\"%d\">cycles</text>\n", y + 18);
}

static const char *class_of(const struct stay *s)
{
    return s->layer == LAYER_MONITOR ? "monitor"
           : s->interpreted          ? "interpreted"
           : s->supervisor           ? "supervisor"
                                     : "user";
}

static void put_box(struct drawing *d, const struct stay *s)
{
    const struct trace *t = d->picture->trace;
    uint64_t x = tenths(d, s->from);
    uint64_t width = tenths(d, s->to) - x;
    int y = lane_y(lane_of(d, s)) + (LANE - BOX) / 2;
    struct trace_text name = stay_name(t, s);
    size_t fits = width > 80 ? (size_t)((width - 40) / (10 * LETTER)) : 0;
    fprintf(d->out, "<g><title>");
    put_html(name.text, d->out);
    fprintf(d->out, ": cycles %" PRIu64 " to %" PRIu64 ", %" PRIu64 " instructions</title>",
            s->from, s->to, s->instructions);
    fprintf(d->out, "<rect class=\"%s\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\"/>",
            class_of(s), number(x).text, y, number(width > 10 ? width : 10).text, BOX);
    if (fits < strlen(name.text)) {
        name.text[strcspn(name.text, ":")] = '\0'; /* "reflect: ..." */
    }
    if (fits >= strlen(name.text)) {
        fprintf(d->out, "<text class=\"in\" x=\"%s\" y=\"%d\">", number(x + 30).text,
                y + BOX / 2 + 4);
        put_html(name.text, d->out);
        fputs("</text>", d->out);
    }
    fputs("</g>\n", d->out);
}

/* --- arrows --- */

/* Where the arrow from stay i to the next one stands, in tenths. */
static uint64_t arrow_x(const struct drawing *d, size_t i)
{
    return tenths(d, d->picture->item[i + 1].stay.from);
}

static bool has_arrow(const struct drawing *d, size_t i)
{
    const struct picture_stay *s = d->picture->item;
    return i + 1 < d->picture->count && lane_of(d, &s[i].stay) != lane_of(d, &s[i + 1].stay);
}

/* Whether words stand so near to those of arrow i that there is no room for its own. */
static bool is_crowded(const struct drawing *d, size_t i)
{
    uint64_t x = arrow_x(d, i);
    for (size_t k = i; k-- > 0 && x - arrow_x(d, k) < 10 * WORD_GAP;) {
        if (d->worded[k]) {
            return true;
        }
    }
    for (size_t k = i + 1; k + 1 < d->picture->count && arrow_x(d, k) - x < 10 * WORD_GAP; k++) {
        if (d->worded[k]) {
            return true;
        }
    }
    return false;
}

/* Why somebody traps says more than why the monitor goes back: it has the first choice. */
static void choose_words(struct drawing *d)
{
    for (int traps = 1; traps >= 0; traps--) {
        for (size_t i = 0; i + 1 < d->picture->count; i++) {
            const struct picture_stay *s = &d->picture->item[i];
            bool may = has_arrow(d, i) && s->trapped == traps && s->why.text[0];
            d->worded[i] |= may && !is_crowded(d, i);
        }
    }
}

/* From the box of one stay to that of the next, at the instant between them. */
static void put_arrow(const struct drawing *d, size_t i)
{
    const struct picture_stay *s = &d->picture->item[i];
    unsigned a = lane_of(d, &s[0].stay);
    unsigned b = lane_of(d, &s[1].stay);
    uint64_t x = arrow_x(d, i);
    struct number at = number(x);
    int half = BOX / 2;
    int start = lane_y(a) + LANE / 2 + (b > a ? half : -half);
    int end = lane_y(b) + LANE / 2 + (b > a ? -half : half);
    fprintf(d->out, "<path class=\"arrow\" d=\"M%s %dV%d\" marker-end=\"url(#head)\"/>\n", at.text,
            start, end);
    if (d->worded[i]) {
        fprintf(d->out,
                "<path class=\"lead\" d=\"M%s %dV%d\"/>\n<text class=\"%s\" "
                "transform=\"translate(%s %d) rotate(-60)\">",
                at.text, lane_y(0) - 4, start < end ? start : end, s->trapped ? "trap" : "back",
                number(x + 20).text, lane_y(0) - 6);
        put_html(s->why.text, d->out);
        fputs("</text>\n", d->out);
    }
}

static void put_arrows(struct drawing *d)
{
    size_t size = d->picture->count + 1;
    d->worded = memset(xmalloc(size * sizeof *d->worded), 0, size * sizeof *d->worded);
    choose_words(d);
    for (size_t i = 0; i < d->picture->count; i++) {
        if (has_arrow(d, i)) {
            put_arrow(d, i);
        }
    }
    free(d->worded);
}

static const char style[] =
    "text{font:12px sans-serif;fill:#222}.mode{font-size:10.5px;fill:#555}"
    ".in{font-size:10.5px}.trap{font-size:10.5px;fill:#803000}.back{font-size:10.5px;fill:#446}"
    ".lane0{fill:#f4f4f4}.lane1{fill:#fbfbfb}.tick{stroke:#d8d8d8;fill:none}"
    ".user{fill:#cfe3f7;stroke:#4a7fb5}.supervisor{fill:#d6efd0;stroke:#5b9a4d}"
    ".monitor{fill:#f9dcc4;stroke:#c2703a}"
    ".interpreted{fill:#ece6f6;stroke:#7d62ad;stroke-dasharray:4 2}"
    ".arrow{stroke:#444;fill:none}.lead{stroke:#b9a;stroke-dasharray:1 3;fill:none}";

static void put_head(struct drawing *d, const char *title)
{
    uint64_t width = MARGIN + d->width + RIGHT;
    int height = lane_y(d->lane_count) + AXIS - 18;
    fprintf(d->out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%" PRIu64 "\" height=\"%d\" "
            "viewBox=\"0 0 %" PRIu64 " %d\">\n<style>%s</style>\n"
            "<defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" "
            "markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#444\"/></marker>"
            "</defs>\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n"
            "<text x=\"8\" y=\"20\">",
            width, height, width, height, style);
    put_html(title, d->out);
    fputs("</text>\n", d->out);
}

static uint64_t width_for(const struct picture *p)
{
    uint64_t width = p->count * STAY_WIDTH;
    return width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : width;
}

void picture_draw(const struct picture *p, FILE *out)
{
    struct drawing d = {.picture = p, .out = out, .width = width_for(p)};
    if (p->count > 0) {
        d.from = p->item[0].stay.from;
        d.to = p->item[p->count - 1].stay.to;
    }
    d.to = d.to > d.from ? d.to : d.from + 1;
    find_lanes(&d);
    char *title = xformat("cycles %" PRIu64 " to %" PRIu64, d.from, d.to);
    put_head(&d, title);
    free(title);
    put_lanes(&d);
    put_axis(&d);
    for (size_t i = 0; i < p->count; i++) {
        put_box(&d, &p->item[i].stay);
    }
    put_arrows(&d);
    fputs("</svg>\n", out);
    free(d.lanes);
}
