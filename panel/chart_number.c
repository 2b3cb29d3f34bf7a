/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart_number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

unsigned chart_decimals(double largest, bool whole)
{
    largest = fabs(largest);
    return whole ? 0 : largest < 100 ? 3 : largest < 1000 ? 2 : largest < 10000 ? 1 : 0;
}

unsigned chart_finer(double spread, unsigned decimals)
{
    enum { MOST = 9 };
    unsigned enough = 0;
    while (spread > 0 && enough < MOST && spread < 9.95) { /* 9.95 is 10, in two digits */
        spread *= 10;
        enough++;
    }
    return enough > decimals ? enough : decimals;
}

/* digits, "-1234567.5", with commas between thousands. */
static struct chart_text grouped(const char *digits)
{
    struct chart_text t;
    size_t whole = strcspn(digits, ".");
    size_t sign = *digits == '-';
    size_t n = 0;
    for (size_t i = 0; digits[i] != '\0' && n + 2 < sizeof t.text; i++) {
        if (i > sign && i < whole && (whole - i) % 3 == 0) {
            t.text[n++] = ',';
        }
        t.text[n++] = digits[i];
    }
    t.text[n] = '\0';
    return t;
}

struct chart_text chart_format(double number, unsigned decimals)
{
    struct chart_text t;
    double size = fabs(number);
    if (size >= 1e15 || (size > 0 && decimals > 0 && size < 0.5 * pow(10, -(double)decimals))) {
        snprintf(t.text, sizeof t.text, "%.3g", number);
        return t;
    }
    char digits[48];
    snprintf(digits, sizeof digits, "%.*f", (int)decimals, number);
    bool zero = digits[strspn(digits, "-0.")] == '\0';
    return grouped(zero && *digits == '-' ? digits + 1 : digits);
}

/* --- axes --- */

/* A tick's text: in millions, where there are tens of them. */
static struct chart_text tick_text(double at, double largest, double step)
{
    static const struct {
        double factor;
        const char *name;
    } units[] = {{1e9, "G"}, {1e6, "M"}, {1, ""}};
    unsigned u = 0;
    while (units[u].factor > 1 && largest < 10 * units[u].factor) {
        u++;
    }
    double shown = step / units[u].factor;
    unsigned decimals = 0;
    while (decimals < 9 && fabs(shown - round(shown)) > 1e-6 * shown) {
        shown *= 10;
        decimals++;
    }
    struct chart_text t = chart_format(at / units[u].factor, decimals);
    if (at != 0) {
        strncat(t.text, units[u].name, sizeof t.text - strlen(t.text) - 1);
    }
    return t;
}

static void add_tick(struct chart_axis *a, double at, struct chart_text text)
{
    if (a->count < CHART_TICKS) {
        a->ticks[a->count++] = (struct chart_tick){at, text};
    }
}

/* The smallest of 1, 2, 5, 10, 20, ... times a power of ten that is not below x. */
static double round_up(double x)
{
    double power = pow(10, floor(log10(x) + 1e-9));
    double times = x / power;
    return power * (times <= 1 + 1e-9 ? 1 : times <= 2 + 1e-9 ? 2 : times <= 5 + 1e-9 ? 5 : 10);
}

static double round_down(double x)
{
    double power = pow(10, floor(log10(x) + 1e-9));
    double times = x / power;
    return power * (times >= 5 - 1e-9 ? 5 : times >= 2 - 1e-9 ? 2 : 1);
}

struct chart_axis chart_axis(double low, double high, unsigned ticks)
{
    struct chart_axis a = {.logarithmic = false};
    double size = fmax(fabs(low), fabs(high));
    bool alike = high - low <= 1e-9 * size; /* as texts, all ticks would be */
    double span = !alike ? high - low : size > 0 ? size : 1;
    double step = round_up(span / ticks);
    a.low = step * floor(low / step + 1e-9);
    a.high = step * ceil(high / step - 1e-9);
    a.high = a.high > a.low ? a.high : a.low + step;
    for (unsigned i = 0; a.low + i * step <= a.high + step / 2 && i < CHART_TICKS; i++) {
        double at = a.low + i * step;
        at = fabs(at) < step / 1000 ? 0 : at;
        add_tick(&a, at, tick_text(at, fmax(fabs(a.low), fabs(a.high)), step));
    }
    return a;
}

struct chart_axis chart_axis_logarithmic(double low, double high)
{
    struct chart_axis a = {.logarithmic = true};
    a.low = round_down(low);
    a.high = round_up(high);
    a.high = a.high > a.low ? a.high : 10 * a.low;
    double decades = log10(a.high / a.low);
    double every = decades > 12 ? ceil(decades / 12) : 1;
    for (double p = floor(log10(a.low) + 1e-9); p <= log10(a.high) + 1e-9; p += every) {
        for (unsigned times = 1; times <= 5; times += times == 1 ? 1 : 3) {
            double at = times * pow(10, p);
            bool within = at >= a.low * (1 - 1e-9) && at <= a.high * (1 + 1e-9);
            if (within && (times == 1 || decades < 2.5)) {
                add_tick(&a, at, tick_text(at, at, at));
            }
        }
    }
    return a;
}

double chart_along(const struct chart_axis *a, double number)
{
    if (a->logarithmic) {
        return number > 0 ? log10(number / a->low) / log10(a->high / a->low) : 0;
    }
    return (number - a->low) / (a->high - a->low);
}

/* --- confidence --- */

/* Student's t for 95 %, two-sided, by degrees of freedom. */
static double student(unsigned freedom)
{
    static const double table[] = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306,
                                   2.262,  2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
                                   2.110,  2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064,
                                   2.060,  2.056, 2.052, 2.048, 2.045, 2.042};
    enum { TABLE = sizeof table / sizeof table[0] };
    if (freedom <= TABLE) {
        return table[freedom - 1];
    }
    double z = 1.959964; /* of the normal distribution; the rest goes to 0 with freedom */
    double first = (pow(z, 3) + z) / 4;
    double second = (5 * pow(z, 5) + 16 * pow(z, 3) + 3 * z) / 96;
    return z + first / freedom + second / ((double)freedom * freedom);
}

double chart_confidence(unsigned n, double deviation)
{
    return n < 2 ? 0 : student(n - 1) * deviation / sqrt(n);
}
