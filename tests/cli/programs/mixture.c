/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CRC-32, an interpreter of a tiny language, a matrix product, and function pointers in a table. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint32_t crc32(const void *data, size_t n)
{
    uint32_t crc = ~0u;
    const uint8_t *p = data;
    while (n--) {
        crc ^= *p++;
        for (int i = 0; i < 8; i++) {
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
        }
    }
    return ~crc;
}

static void interpret(const char *program)
{
    static uint8_t tape[300];
    uint8_t *p = tape;
    for (const char *s = program; *s; s++) {
        int depth = 0;
        switch (*s) {
        case '>':
            p++;
            break;
        case '<':
            p--;
            break;
        case '+':
            ++*p;
            break;
        case '-':
            --*p;
            break;
        case '.':
            putchar(*p);
            break;
        case '[':
            if (!*p) {
                do {
                    depth += (*s == '[') - (*s == ']');
                } while (depth && *s++);
            }
            break;
        case ']':
            do {
                depth += (*s == ']') - (*s == '[');
            } while (depth && s--);
            s--;
            break;
        }
    }
}

static int add(int a, int b)
{
    return a + b;
}
static int subtract(int a, int b)
{
    return a - b;
}
static int multiply(int a, int b)
{
    return a * b;
}

int main(void)
{
    static int (*const table[])(int, int) = {add, subtract, multiply};
    int m[3][3] = {{1, 2, 3}, {4, 5, 6}, {7, 8, 10}}, product[3][3] = {{0}}, v = 1;
    const char *text = "123456789";
    printf("crc %08x\n", (unsigned)crc32(text, strlen(text)));
    interpret("++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++."
              "------.--------.>>+.>++.");
    for (int i = 0; i < 27; i++) {
        product[i / 9][i / 3 % 3] += m[i / 9][i % 3] * m[i % 3][i / 3 % 3];
    }
    for (int i = 0; i < 9; i++) {
        v = table[i % 3](v, product[i / 3][i % 3]);
        printf("%d%c", product[i / 3][i % 3], i % 3 == 2 ? '\n' : ' ');
    }
    printf("%d\n", v);
    return 0;
}
