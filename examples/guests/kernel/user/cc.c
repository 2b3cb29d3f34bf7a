/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cc UNIT: a job of pmake, as a compiler is to the system: it makes up the source text of unit
 * number UNIT, parts it into tokens, keeps a node for each and a table of names, goes over the
 * nodes twice more, and writes an object, all in a heap that grows as it goes. Its exit status is
 * a checksum of the object.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "user.h"

enum {
    PAGE = 4096,
    CHUNK = 4 * PAGE,
    BUCKETS = 256,
    NAME = 12,
    FUNCTIONS = 20,
    STATEMENTS = 10,
    NOTES = 8
};

struct name {
    struct name *next;
    char text[NAME];
    uint32_t uses;
};

/* A token, and what the passes find out about it. */
struct node {
    struct node *next;
    struct name *name; /* or null: a number or a sign */
    uint32_t value, line;
    uint32_t notes[NOTES];
};

static char *heap, *heap_end;
static struct name *names[BUCKETS];
static struct node *first, **last = &first;
static uint32_t random_state;

static void fail(const char *what)
{
    printf("cc: %s\n", what);
    exit(-1);
}

/* Memory for ever, as compilers like it; pages come as they are touched. */
static void *get(size_t size)
{
    while (heap == NULL || (size_t)(heap_end - heap) < size) {
        int old = sbrk(CHUNK);
        if (old < 0) {
            fail("no memory");
        }
        heap = heap ? heap : (char *)(uintptr_t)old;
        heap_end = (char *)(uintptr_t)old + CHUNK;
    }
    void *start = heap;
    heap += size;
    return start;
}

static uint32_t random_below(uint32_t n)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 16) % n;
}

/* --- the source: functions of statements like "a12 = b7 + 31;" --- */

static char *put_text(char *at, const char *text)
{
    size_t n = strlen(text);
    memcpy(at, text, n);
    return at + n;
}

static char *put_number(char *at, uint32_t n)
{
    char digits[12];
    char *d = digits + sizeof digits - 1;
    *d = '\0';
    do {
        *--d = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    return put_text(at, d);
}

static char *put_name(char *at)
{
    *at++ = (char)('a' + random_below(26));
    return put_number(at, random_below(40));
}

static char *put_statement(char *at)
{
    static const char *const signs[] = {" + ", " - ", " * ", " & "};
    at = put_text(put_name(put_text(at, "    ")), " = ");
    at = put_text(put_name(at), signs[random_below(4)]);
    at = random_below(2) ? put_name(at) : put_number(at, random_below(1000));
    return put_text(at, ";\n");
}

static const char *make_source(void)
{
    char *source = get((FUNCTIONS * (STATEMENTS + 2)) * 32);
    char *at = source;
    for (int f = 0; f < FUNCTIONS; f++) {
        at = put_text(put_number(put_text(at, "f"), (uint32_t)f), "()\n{\n");
        for (int s = 0; s < STATEMENTS; s++) {
            at = put_statement(at);
        }
        at = put_text(at, "}\n");
    }
    *at = '\0';
    return source;
}

/* --- tokens --- */

static struct name *find_name(const char *text, size_t length)
{
    uint32_t hash = 5381;
    for (size_t i = 0; i < length; i++) {
        hash = hash * 33 + (unsigned char)text[i];
    }
    struct name **at = &names[hash % BUCKETS];
    while (*at && (strncmp((*at)->text, text, length) != 0 || (*at)->text[length])) {
        at = &(*at)->next;
    }
    if (*at == NULL) {
        *at = get(sizeof **at);
        memcpy((*at)->text, text, length);
    }
    (*at)->uses++;
    return *at;
}

static struct node *new_node(uint32_t line)
{
    struct node *n = get(sizeof *n);
    n->line = line;
    *last = n;
    last = &n->next;
    return n;
}

/* One token at `at`; returns what is behind it. */
static const char *scan(const char *at, uint32_t line)
{
    struct node *n = new_node(line);
    if (isalpha((unsigned char)*at)) {
        size_t length = 1;
        while (isalnum((unsigned char)at[length])) {
            length++;
        }
        n->name = find_name(at, length < NAME ? length : NAME - 1);
        return at + length;
    }
    if (!isdigit((unsigned char)*at)) {
        n->value = (unsigned char)*at;
        return at + 1;
    }
    for (; isdigit((unsigned char)*at); at++) {
        n->value = n->value * 10 + (uint32_t)(*at - '0');
    }
    return at;
}

static void parse(const char *at)
{
    uint32_t line = 1;
    while (*at) {
        if (*at == '}') {
            yield(); /* a function is done: on a shared machine, others first */
        }
        line += *at == '\n';
        at = isspace((unsigned char)*at) ? at + 1 : scan(at, line);
    }
}

/* --- the passes over them --- */

/* What is known of each node: how often its name is used, and what stands before it. */
static void analyse(void)
{
    uint32_t before = 0;
    for (struct node *n = first; n; n = n->next) {
        n->notes[0] = n->name ? n->name->uses : n->value;
        n->notes[NOTES - 1] = before;
        before = before * 31 + n->notes[NOTES - 1];
    }
}

/* The object: two words for each node. */
static uint32_t emit(void)
{
    uint32_t sum = 0;
    for (const struct node *n = first; n; n = n->next) {
        uint32_t *code = get(2 * sizeof *code);
        code[0] = n->notes[0] << 7 | (n->name != NULL);
        code[1] = n->notes[NOTES - 1] ^ n->line;
        sum = (sum << 5 | sum >> 27) ^ code[0] ^ code[1];
    }
    return sum;
}

int main(char *args)
{
    int start = uptime();
    random_state = (uint32_t)number_or(&args, 0);
    parse(make_source());
    analyse();
    uint32_t sum = emit();
    if (uptime() < start || times(getpid()) < 0) {
        fail("the clock goes backwards");
    }
    return (int)(sum & 0x7fffffff);
}
