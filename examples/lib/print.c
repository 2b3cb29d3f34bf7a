/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "print.h"

#include "decimal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct printer {
    struct print_sink *sink;
    int count;
    va_list args;
};

enum length { LENGTH_CHAR, LENGTH_SHORT, LENGTH_INT, LENGTH_LONG, LENGTH_LLONG, LENGTH_SIZE };

/* What stands between '%' and the conversion's letter. */
struct spec {
    bool left, zero, plus, space, alternate;
    int width;
    int precision; /* -1: none given */
    enum length length;
};

enum { DIGITS_MAX = 24 }; /* 64 bits in octal take 22 */

static void put(struct printer *p, char c)
{
    p->sink->put(p->sink, c);
    p->count++;
}

static void put_many(struct printer *p, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        put(p, text[i]);
    }
}

static void pad(struct printer *p, char c, int n)
{
    while (n-- > 0) {
        put(p, c);
    }
}

static const char *parse_flags(struct spec *s, const char *f)
{
    for (;; f++) {
        switch (*f) {
        case '-':
            s->left = true;
            break;
        case '0':
            s->zero = true;
            break;
        case '+':
            s->plus = true;
            break;
        case ' ':
            s->space = true;
            break;
        case '#':
            s->alternate = true;
            break;
        default:
            return f;
        }
    }
}

/* A number, or '*' for the next argument. */
static const char *parse_number(struct printer *p, int *n, const char *f)
{
    *n = 0;
    if (*f == '*') {
        *n = va_arg(p->args, int);
        return f + 1;
    }
    while (*f >= '0' && *f <= '9') {
        *n = *n * 10 + (*f++ - '0');
    }
    return f;
}

static const char *parse_length(struct spec *s, const char *f)
{
    bool twice = f[0] != '\0' && f[0] == f[1];
    switch (*f) {
    case 'h':
        s->length = twice ? LENGTH_CHAR : LENGTH_SHORT;
        return twice ? f + 2 : f + 1;
    case 'l':
        s->length = twice ? LENGTH_LLONG : LENGTH_LONG;
        return twice ? f + 2 : f + 1;
    case 'j':
        s->length = LENGTH_LLONG;
        return f + 1;
    case 'z':
    case 't':
        s->length = LENGTH_SIZE;
        return f + 1;
    default:
        s->length = LENGTH_INT;
        return f;
    }
}

static const char *parse_spec(struct printer *p, struct spec *s, const char *f)
{
    *s = (struct spec){.precision = -1};
    f = parse_flags(s, f);
    f = parse_number(p, &s->width, f);
    if (s->width < 0) { /* a negative '*' is the flag '-' and a width */
        s->left = true;
        s->width = -s->width;
    }
    if (*f == '.') {
        f = parse_number(p, &s->precision, f + 1);
    }
    return parse_length(s, f);
}

static long long signed_argument(struct printer *p, enum length length)
{
    switch (length) {
    case LENGTH_CHAR:
        return (signed char)va_arg(p->args, int);
    case LENGTH_SHORT:
        return (short)va_arg(p->args, int);
    case LENGTH_LONG:
        return va_arg(p->args, long);
    case LENGTH_LLONG:
        return va_arg(p->args, long long);
    case LENGTH_SIZE:
        return va_arg(p->args, ptrdiff_t);
    default:
        return va_arg(p->args, int);
    }
}

static unsigned long long unsigned_argument(struct printer *p, enum length length)
{
    switch (length) {
    case LENGTH_CHAR:
        return (unsigned char)va_arg(p->args, unsigned);
    case LENGTH_SHORT:
        return (unsigned short)va_arg(p->args, unsigned);
    case LENGTH_LONG:
        return va_arg(p->args, unsigned long);
    case LENGTH_LLONG:
        return va_arg(p->args, unsigned long long);
    case LENGTH_SIZE:
        return va_arg(p->args, size_t);
    default:
        return va_arg(p->args, unsigned);
    }
}

/* The digits of v, backwards from `end`; none for 0. Long division only while it must be. */
static char *digits(char *end, unsigned long long v, unsigned base, bool upper)
{
    const char *set = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    while (v > UINT32_MAX) {
        *--end = set[v % base];
        v /= base;
    }
    for (uint32_t low = (uint32_t)v; low > 0; low /= base) {
        *--end = set[low % base];
    }
    return end;
}

/* prefix, then v in `base`, as the flags, width and precision want it. */
static void put_number(struct printer *p, const struct spec *s, const char *prefix,
                       unsigned long long v, unsigned base, bool upper)
{
    char buffer[DIGITS_MAX];
    char *end = buffer + sizeof buffer;
    char *first = digits(end, v, base, upper);
    int length = (int)(end - first);
    int prefix_length = (int)strlen(prefix);
    int least = s->precision >= 0 ? s->precision : 1;
    if (s->precision < 0 && s->zero && !s->left && s->width - prefix_length > least) {
        least = s->width - prefix_length;
    }
    int zeros = least > length ? least - length : 0;
    int blanks = s->width - prefix_length - zeros - length;
    pad(p, ' ', s->left ? 0 : blanks);
    put_many(p, prefix, (size_t)prefix_length);
    pad(p, '0', zeros);
    put_many(p, first, (size_t)length);
    pad(p, ' ', s->left ? blanks : 0);
}

static void put_signed(struct printer *p, const struct spec *s)
{
    long long v = signed_argument(p, s->length);
    const char *sign = s->plus ? "+" : s->space ? " " : "";
    unsigned long long magnitude = v < 0 ? 0 - (unsigned long long)v : (unsigned long long)v;
    put_number(p, s, v < 0 ? "-" : sign, magnitude, 10, false);
}

static void put_unsigned(struct printer *p, const struct spec *s, char letter)
{
    unsigned long long v = unsigned_argument(p, s->length);
    bool marked = s->alternate && v != 0;
    switch (letter) {
    case 'o':
        put_number(p, s, marked ? "0" : "", v, 8, false);
        break;
    case 'x':
        put_number(p, s, marked ? "0x" : "", v, 16, false);
        break;
    case 'X':
        put_number(p, s, marked ? "0X" : "", v, 16, true);
        break;
    default:
        put_number(p, s, "", v, 10, false);
        break;
    }
}

static void put_text(struct printer *p, const struct spec *s, const char *text, size_t length)
{
    int blanks = s->width > (int)length ? s->width - (int)length : 0;
    pad(p, ' ', s->left ? 0 : blanks);
    put_many(p, text, length);
    pad(p, ' ', s->left ? blanks : 0);
}

static void put_string(struct printer *p, const struct spec *s)
{
    const char *text = va_arg(p->args, const char *);
    if (text == NULL) {
        text = "(null)";
    }
    size_t length = s->precision >= 0 ? strnlen(text, (size_t)s->precision) : strlen(text);
    put_text(p, s, text, length);
}

static void put_char(struct printer *p, const struct spec *s)
{
    char c = (char)va_arg(p->args, int);
    put_text(p, s, &c, 1);
}

/* %f: the sign, then blanks or zeros, then the digits. Its buffers are on the stack for it alone.
 */
__attribute__((noinline)) static void put_double(struct printer *p, const struct spec *s)
{
    char text[DECIMAL_SIZE];
    double v = va_arg(p->args, double);
    int asked = s->precision < 0 ? 6 : s->precision;
    int precision = asked < DECIMAL_PRECISION_MAX ? asked : DECIMAL_PRECISION_MAX;
    int length = decimal_text(v, precision, text);
    bool finite = text[0] >= '0' && text[0] <= '9';
    const char *sign = __builtin_signbit(v) ? "-" : s->plus ? "+" : s->space ? " " : "";
    int more = finite ? asked - precision : 0; /* zeros that nobody will look at */
    int padding = s->width - (int)strlen(sign) - length - more;
    bool zeros = s->zero && !s->left && finite;
    pad(p, ' ', s->left || zeros ? 0 : padding);
    put_many(p, sign, strlen(sign));
    pad(p, '0', zeros ? padding : 0);
    put_many(p, text, (size_t)length);
    pad(p, '0', more);
    pad(p, ' ', s->left ? padding : 0);
}

/* One conversion, from '%' on. Returns what follows it. */
static const char *convert(struct printer *p, const char *percent)
{
    struct spec s;
    const char *f = parse_spec(p, &s, percent + 1);
    switch (*f) {
    case 'd':
    case 'i':
        put_signed(p, &s);
        return f + 1;
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        put_unsigned(p, &s, *f);
        return f + 1;
    case 'p':
        put_number(p, &s, "0x", (uintptr_t)va_arg(p->args, void *), 16, false);
        return f + 1;
    case 'c':
        put_char(p, &s);
        return f + 1;
    case 's':
        put_string(p, &s);
        return f + 1;
    case '%':
        put(p, '%');
        return f + 1;
    case 'f':
    case 'F':
        put_double(p, &s);
        return f + 1;
    case 'e':
    case 'g':
        (void)va_arg(p->args, double); /* step over it: those that follow are to be right */
        break;
    default:
        break;
    }
    const char *behind = *f ? f + 1 : f;
    put_many(p, percent, (size_t)(behind - percent));
    return behind;
}

int print_format(struct print_sink *sink, const char *format, va_list args)
{
    struct printer p = {.sink = sink};
    va_copy(p.args, args);
    while (*format) {
        if (*format == '%') {
            format = convert(&p, format);
        } else {
            put(&p, *format++);
        }
    }
    va_end(p.args);
    return p.count;
}
