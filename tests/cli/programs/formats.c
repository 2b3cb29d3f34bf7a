/* SPDX-License-Identifier: GPL-3.0-or-later */
/* printf's formats, flags, widths and precisions, and what it returns. */
#include <stdio.h>

static void numbers(void)
{
    static const int n[] = {0, 1, -1, 42, -12345, 2147483647, -2147483647 - 1};
    for (unsigned i = 0; i < sizeof n / sizeof n[0]; i++) {
        printf("[%d] [%5d] [%-5d] [%05d] [%+d] [% d] [%.3d] [%8.3d] [%-8.3d]\n", n[i], n[i], n[i],
               n[i], n[i], n[i], n[i], n[i], n[i]);
        printf("[%u] [%x] [%X] [%#x] [%o] [%#o] [%08x] [%-10x] [%#010x] [%.0d]\n", (unsigned)n[i],
               (unsigned)n[i], (unsigned)n[i], (unsigned)n[i], (unsigned)n[i], (unsigned)n[i],
               (unsigned)n[i], (unsigned)n[i], (unsigned)n[i], n[i]);
        printf("[%hhd] [%hd] [%hhu] [%hu]\n", (signed char)n[i], (short)n[i], (unsigned char)n[i],
               (unsigned short)n[i]);
    }
}

static void wide(void)
{
    long long big = -9223372036854775807LL - 1;
    unsigned long long most = 18446744073709551615ULL;
    printf("[%lld] [%llu] [%llx] [%30lld] [%-30llu] [%030lld]\n", big, most, most, big, most, big);
    printf("[%ld] [%lu] [%lx] [%zu] [%i]\n", -5L, 5UL, 255UL, sizeof(char), 7);
}

static void texts(void)
{
    int length = printf("[%s] [%10s] [%-10s] [%.3s] [%10.3s] [%.0s] [%c] [%3c] [%-3c] [%%]\n",
                        "word", "word", "word", "word", "word", "word", 'x', 'y', 'z');
    char few[8];
    int wanted = snprintf(few, sizeof few, "%d-%s", 12345, "overflow");
    printf("%d characters; %d wanted, \"%s\" kept\n", length, wanted, few);
    wanted = snprintf(NULL, 0, "%s", "nothing kept");
    printf("%d; [%*d] [%-*d] [%.*s] [%*.*d]\n", wanted, 6, 7, 6, 7, 2, "abcdef", 8, 3, 5);
}

int main(void)
{
    numbers();
    wide();
    texts();
    putchar('p');
    putchar('\n');
    fputs("fputs\n", stdout);
    fprintf(stdout, "fprintf %d\n", 1);
    return puts("puts") < 0;
}
