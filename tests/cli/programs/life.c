/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The game of life on a torus, and the digits of pi: arrays, nested loops, little of a library. */
#include <stdio.h>
#include <string.h>

enum { WIDTH = 40, HEIGHT = 16, DIGITS = 100 };

static unsigned char world[2][HEIGHT][WIDTH];

static int neighbours(unsigned char (*w)[WIDTH], int y, int x)
{
    int n = 0;
    for (int dy = HEIGHT - 1; dy <= HEIGHT + 1; dy++) {
        for (int dx = WIDTH - 1; dx <= WIDTH + 1; dx++) {
            n += (dy != HEIGHT || dx != WIDTH) && w[(y + dy) % HEIGHT][(x + dx) % WIDTH];
        }
    }
    return n;
}

static void live(int generations)
{
    static const char *const glider[] = {" #", "  #", "###"};
    for (int y = 0; y < 3; y++) {
        for (int x = 0; glider[y][x]; x++) {
            world[0][y + 2][x + 2] = glider[y][x] == '#';
            world[0][y + 9][20 - x] = glider[y][x] == '#';
        }
    }
    for (int g = 0; g < generations; g++) {
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int n = neighbours(world[g & 1], y, x);
                world[~g & 1][y][x] = n == 3 || (n == 2 && world[g & 1][y][x]);
            }
        }
    }
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            putchar(world[generations & 1][y][x] ? '#' : '.');
        }
        putchar('\n');
    }
}

static void pi(void)
{
    static int r[DIGITS * 7 + 1];
    int carry = 0;
    for (int i = 0; i <= DIGITS * 7 / 2; i++) {
        r[i] = 2000;
    }
    for (int k = DIGITS * 7 / 2; k > 0; k -= 14) {
        long d = 0;
        for (int i = k; i > 0; i--) {
            d = d * i + (long)r[i] * 10000;
            r[i] = (int)(d % (2 * i - 1));
            d /= 2 * i - 1;
        }
        printf("%.4d", carry + (int)(d / 10000));
        carry = (int)(d % 10000);
    }
    printf("\n");
}

int main(void)
{
    live(60);
    pi();
    return 0;
}
