/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The types of expressions, by their names in C. */
#include <ctype.h>
#include <string.h>

#include "debug_expression_parts.h"

enum { INT_SIZE = 4, POINTERS_MOST = 8 };

/* What one word adds to a type; 0 where it says nothing of that. */
static const struct type_word {
    const char *name;
    unsigned size;
    enum { ANY_SIGN, SIGNED, UNSIGNED } sign;
    bool alone; /* no other word goes with it */
} words[] = {
    {"signed", 0, SIGNED, false},    {"unsigned", 0, UNSIGNED, false},
    {"char", 1, ANY_SIGN, false},    {"short", 2, ANY_SIGN, false},
    {"long", 4, ANY_SIGN, false},    {"int", 0, ANY_SIGN, false},
    {"int8_t", 1, SIGNED, true},     {"int16_t", 2, SIGNED, true},
    {"int32_t", 4, SIGNED, true},    {"uint8_t", 1, UNSIGNED, true},
    {"uint16_t", 2, UNSIGNED, true}, {"uint32_t", 4, UNSIGNED, true},
};

static const struct type_word *word_at(const char **at)
{
    size_t n = 0;
    while (isalnum((unsigned char)(*at)[n]) || (*at)[n] == '_') {
        n++;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strlen(words[i].name) == n && memcmp(words[i].name, *at, n) == 0) {
            *at += n;
            *at += strspn(*at, " \t");
            return &words[i];
        }
    }
    return NULL;
}

/* The words of a type, each said once; false if there is none, or they contradict each other. */
static bool read_words(const char **at, struct type *type)
{
    unsigned count = 0, size = 0, sign = ANY_SIGN;
    bool alone = false;
    for (const struct type_word *w; (w = word_at(at)); count++) {
        if ((w->size && size) || (w->sign && sign) || alone || (w->alone && count > 0)) {
            return false;
        }
        size = w->size ? w->size : size;
        sign = w->sign ? w->sign : sign;
        alone = w->alone;
    }
    type->size = size ? size : INT_SIZE;
    type->is_signed = sign == SIGNED || (sign == ANY_SIGN && size != 1);
    return count > 0;
}

bool evaluate_type(struct evaluation *e, struct type *type)
{
    const char *at = e->at + strspn(e->at, " \t");
    *type = (struct type){.size = 0};
    if (*at++ != '(') {
        return false;
    }
    at += strspn(at, " \t");
    if (!read_words(&at, type)) {
        return false;
    }
    while (*at == '*' && type->pointers < POINTERS_MOST) {
        type->pointers++;
        at += 1 + strspn(at + 1, " \t");
    }
    if (*at != ')') {
        return false;
    }
    e->at = at + 1;
    return true;
}

void term_convert(struct term *t, struct type type)
{
    if (type.pointers == 0 && type.size < INT_SIZE) {
        unsigned unused = 32 - 8 * type.size;
        uint32_t cut = t->bits << unused;
        t->bits = type.is_signed ? (uint32_t)((int32_t)cut >> unused) : cut >> unused;
        type.is_signed = true; /* an int holds all values of it [C11 6.3.1.1] */
        t->placed = false;
    }
    if (type.pointers > 0) {
        t->type = type;
    } else {
        t->type = (struct type){INT_SIZE, type.is_signed, 0};
    }
}

uint32_t type_stride(struct type type)
{
    return type.pointers == 0 ? 1 : type.pointers == 1 ? type.size : INT_SIZE;
}

struct type type_behind(struct type type)
{
    if (type.pointers == 0) {
        return (struct type){INT_SIZE, true, 0};
    }
    type.pointers--;
    return type;
}
