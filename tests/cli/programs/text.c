/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The string and memory functions, number parsing, characters. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

static void compare(void)
{
    static const char *const w[] = {"", "a", "ab", "abc", "abd", "b", "\x80"};
    for (unsigned i = 0; i < 7; i++) {
        for (unsigned j = 0; j < 7; j++) {
            printf("%d%d%d ", sign(strcmp(w[i], w[j])), sign(strncmp(w[i], w[j], 2)),
                   sign(memcmp(w[i], w[j], 1)));
        }
        printf("%zu\n", strlen(w[i]));
    }
}

static void search(void)
{
    const char *s = "the quick brown fox jumps over the lazy dog";
    printf("%s|%s|%s|%s\n", strchr(s, 'q'), strrchr(s, 't'), strstr(s, "fox"), strpbrk(s, "xyz"));
    printf("%d %d %zu %zu\n", strchr(s, '!') == NULL, strstr(s, "cat") == NULL, strspn(s, "eht "),
           strcspn(s, "kb"));
    printf("%s %d\n", (const char *)memchr(s, 'z', 43), memchr(s, 'z', 5) == NULL);
}

static void build(void)
{
    char a[64] = "one", b[64];
    strcat(a, ", two");
    strncat(a, ", three and more", 7);
    strcpy(b, a);
    memmove(b + 5, b, strlen(b) + 1);
    memset(b, '*', 5);
    printf("%s|%s\n", a, b);
    memset(a, 'z', sizeof a);
    strncpy(a, "pad", 8);
    printf("%s %d %d\n", a, a[7], a[8]);
    char list[] = ",,alpha,beta;;gamma,";
    for (char *t = strtok(list, ",;"); t; t = strtok(NULL, ",;")) {
        printf("<%s>", t);
    }
    char *copy = strdup("copied");
    printf(" %s\n", copy);
    free(copy);
}

static void numbers(void)
{
    char *end;
    static const char *const n[] = {"42", " -17x", "0x1F", "077", "zz", "+8", "0", "0x", "  "};
    for (unsigned i = 0; i < 9; i++) {
        long v = strtol(n[i], &end, 0);
        printf("%ld \"%s\" %d; ", v, end, atoi(n[i]));
    }
    printf("%ld %lu %ld\n", strtol("zZ", NULL, 36), strtoul("101", NULL, 2), labs(-5L));
}

int main(void)
{
    unsigned classes = 0;
    compare();
    search();
    build();
    numbers();
    for (int c = 0; c < 128; c++) {
        classes = classes * 31 +
                  (unsigned)(!!isalpha(c) + 2 * !!isdigit(c) + 4 * !!isspace(c) + 8 * !!ispunct(c) +
                             16 * !!isxdigit(c) + 32 * !!isprint(c) + 64 * !!iscntrl(c)) +
                  (unsigned)(toupper(c) + tolower(c));
    }
    printf("classes %u\n", classes);
    return 0;
}
