/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A state machine: a text is taken apart into tokens, one switch for each character. */
#include "work.h"

enum state { BETWEEN, WORD, NUMBER, STRING, ESCAPE, COMMENT, STATES };

static const char text[] =
    "let fib n = if n < 2 then n else fib (n - 1) + fib (n - 2) # slow, but \"short\"\n"
    "let rec map f = function [] -> [] | head :: tail -> f head :: map f tail\n"
    "print \"fib 20 is \\\"6765\\\"\\n\" ; print (fib 20) ; 0x1f + 42 * 1000000 # numbers\n"
    "while position < length do begin skip_blanks (); token1 := next 3; emit token1 end\n"
    "# a line of nothing but a comment, which is longer than the others are by a bit\n"
    "type shape = Circle of radius | Square of side4 | Named of \"name\" * shape ;;\n";

static unsigned found[STATES];

static enum state start_of(char c)
{
    switch (c) {
    case '"':
        return STRING;
    case '#':
        return COMMENT;
    case '0' ... '9':
        return NUMBER;
    case 'A' ... 'Z':
    case 'a' ... 'z':
    case '_':
        return WORD;
    default:
        return BETWEEN;
    }
}

/* The state after a character; a token is counted where it ends. */
static enum state step(enum state state, char c)
{
    switch (state) {
    case STRING:
        if (c == '"') {
            found[STRING]++;
            return BETWEEN;
        }
        return c == '\\' ? ESCAPE : STRING;
    case ESCAPE:
        found[ESCAPE]++;
        return STRING;
    case COMMENT:
        if (c == '\n') {
            found[COMMENT]++;
            return BETWEEN;
        }
        return COMMENT;
    case WORD:
    case NUMBER: {
        enum state next = start_of(c);
        if (next == WORD || next == NUMBER) {
            return state;
        }
        found[state]++;
        return next;
    }
    default:
        found[BETWEEN] += c > ' ';
        return start_of(c);
    }
}

unsigned work(unsigned rounds)
{
    unsigned sum = 0;
    while (rounds-- > 0) {
        for (unsigned pass = 0; pass < 16; pass++) {
            enum state state = BETWEEN;
            for (const char *c = text; *c; c++) {
                state = step(state, *c);
            }
            sum = sum * 33 + found[pass % STATES];
        }
    }
    return sum;
}
