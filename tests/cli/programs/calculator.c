/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A calculator that reads lines until one is empty: recursive descent over what fgets gives. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

static char *at;

static long sum(void);

static long value(void)
{
    while (*at == ' ') {
        at++;
    }
    if (*at == '(') {
        at++;
        long v = sum();
        at += *at == ')';
        return v;
    }
    if (*at == '-') {
        at++;
        return -value();
    }
    return strtol(at, &at, 10);
}

static long product(void)
{
    long v = value();
    for (; *at == '*' || *at == '/' || *at == ' ';) {
        char operation = *at++;
        if (operation == ' ') {
            continue;
        }
        long w = value();
        if (operation == '/' && w == 0) {
            printf("division by zero: ");
            return 0;
        }
        v = operation == '*' ? v * w : v / w;
    }
    return v;
}

static long sum(void)
{
    long v = product();
    while (*at == '+' || *at == '-') {
        v = *at++ == '+' ? v + product() : v - product();
    }
    return v;
}

int main(void)
{
    char line[100];
    while (fgets(line, sizeof line, stdin) && line[0] != '\n') {
        at = line;
        long v = sum();
        printf("%s%ld%s\n", *at == '\n' ? "" : "? ", v, *at == '\n' ? "" : at);
    }
    puts("bye");
    return 0;
}
