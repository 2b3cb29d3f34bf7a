/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that call themselves, and each other. */
#include <stdio.h>

static unsigned moves;

static void hanoi(int n, char from, char to, char via)
{
    if (n > 0) {
        hanoi(n - 1, from, via, to);
        moves++;
        if (moves % 97 == 0) {
            printf("%u: disc %d, %c to %c\n", moves, n, from, to);
        }
        hanoi(n - 1, via, to, from);
    }
}

static unsigned ackermann(unsigned m, unsigned n)
{
    return m == 0 ? n + 1 : ackermann(m - 1, n == 0 ? 1 : ackermann(m, n - 1));
}

static int is_odd(unsigned n);
static int is_even(unsigned n)
{
    return n == 0 || is_odd(n - 1);
}
static int is_odd(unsigned n)
{
    return n != 0 && is_even(n - 1);
}

static void permute(char *s, int at, int *count)
{
    if (s[at] == '\0') {
        if (++*count % 100 == 0) {
            puts(s);
        }
        return;
    }
    for (int i = at; s[i]; i++) {
        char c = s[at];
        s[at] = s[i];
        s[i] = c;
        permute(s, at + 1, count);
        s[i] = s[at];
        s[at] = c;
    }
}

int main(void)
{
    char letters[] = "trapez";
    int count = 0;
    hanoi(10, 'a', 'c', 'b');
    printf("ackermann %u, 500 is %s\n", ackermann(2, 9), is_even(500) ? "even" : "odd");
    permute(letters, 0, &count);
    printf("%d permutations\n", count);
    return 0;
}
