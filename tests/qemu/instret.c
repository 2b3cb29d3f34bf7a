/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many instructions each of some workloads retires, by minstret: to be the same here and on
 * QEMU with -icount. None looks at the clock. The last number is how many of its instructions QEMU
 * counts although they trap: ecall and undefined encodings, which raise their exception by
 * themselves. The architecture counts no instruction that traps [Priv 3.3.1].
 */
#include <pg32.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <trap.h>

static unsigned sieve(void)
{
    static unsigned char composite[5000];
    unsigned primes = 0;
    memset(composite, 0, sizeof composite);
    for (unsigned i = 2; i < sizeof composite; i++) {
        if (!composite[i]) {
            primes++;
            for (unsigned j = 2 * i; j < sizeof composite; j += i) {
                composite[j] = 1;
            }
        }
    }
    return primes;
}

static unsigned matrices(void)
{
    static int a[24][24], b[24][24];
    unsigned sum = 0;
    for (int i = 0; i < 24; i++) {
        for (int j = 0; j < 24; j++) {
            a[i][j] = i * j - 7;
            b[i][j] = i - 3 * j;
        }
    }
    for (int i = 0; i < 24; i++) {
        for (int j = 0; j < 24; j++) {
            int dot = 0;
            for (int k = 0; k < 24; k++) {
                dot += a[i][k] * b[k][j];
            }
            sum = sum * 31 + (unsigned)dot;
        }
    }
    return sum;
}

static int ascending(const void *a, const void *b)
{
    unsigned x = *(const unsigned *)a;
    unsigned y = *(const unsigned *)b;
    return (x > y) - (x < y);
}

static unsigned sorting(void)
{
    static unsigned v[300];
    unsigned seed = 12345;
    for (unsigned i = 0; i < 300; i++) {
        seed = seed * 1103515245u + 12345;
        v[i] = seed >> 8;
    }
    qsort(v, 300, sizeof v[0], ascending);
    return v[150];
}

static unsigned long_divisions(void)
{
    unsigned long long n = 0xfedcba9876543210u;
    unsigned sum = 0;
    for (unsigned d = 1; d < 300; d++) {
        sum += (unsigned)(n / (d * 0x10001ull)) + (unsigned)(n % d) + (unsigned)((int)n / (int)d);
    }
    return sum;
}

static unsigned misaligned(void)
{
    static unsigned char bytes[64];
    unsigned sum = 0;
    for (unsigned i = 0; i < 60; i++) {
        unsigned word;
        *(volatile unsigned *)(void *)(bytes + i) = i * 0x01010101u;
        word = *(volatile unsigned *)(void *)(bytes + i / 2);
        sum = sum * 17 + word;
    }
    return sum;
}

static unsigned atomics(void)
{
    static volatile unsigned word;
    unsigned done = 0;
    for (unsigned i = 0; i < 100; i++) {
        unsigned old;
        unsigned failed;
        __asm__ volatile("amoadd.w %0, %1, (%2)" : "=r"(old) : "r"(i), "r"(&word) : "memory");
        __asm__ volatile("amomax.w %0, %1, (%2)" : "=r"(old) : "r"(i * 9), "r"(&word) : "memory");
        __asm__ volatile("lr.w %0, (%2)\nsc.w %1, %0, (%2)"
                         : "=&r"(old), "=&r"(failed)
                         : "r"(&word)
                         : "memory");
        done += failed == 0;
    }
    return done + word;
}

static unsigned csrs(void)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < 50; i++) {
        csr_write(mscratch, i);
        csr_set(mie, 0x888);
        csr_clear(mie, 0x800);
        sum += csr_read(mscratch) + csr_read(mie) + csr_read(mhartid);
    }
    csr_write(mie, 0);
    return sum;
}

/* The handler of ecalls and illegal instructions, without a stack or a saved register. */
__asm__(".balign 4\n"
        "step_over: csrw mscratch, t0\n"
        "csrr t0, mepc\n"
        "addi t0, t0, 4\n"
        "csrw mepc, t0\n"
        "csrr t0, mscratch\n"
        "mret\n");
extern const char step_over[];

static unsigned ecalls(void)
{
    unsigned before = csr_read(mtvec);
    csr_write(mtvec, step_over);
    for (unsigned i = 0; i < 40; i++) {
        __asm__ volatile("ecall" ::: "memory");
    }
    csr_write(mtvec, before);
    return 0;
}

static unsigned illegal(void)
{
    unsigned before = csr_read(mtvec);
    csr_write(mtvec, step_over);
    for (unsigned i = 0; i < 40; i++) {
        __asm__ volatile(".word 0xffffffff\ncsrr t0, 0x123\n.word 0x0000707b" ::: "t0");
    }
    csr_write(mtvec, before);
    return 0;
}

/* Loads and stores where nothing is, and a jump there and back. */
static unsigned access_faults(void)
{
    unsigned before = csr_read(mtvec);
    csr_write(mtvec, step_over);
    for (unsigned i = 0; i < 40; i++) {
        __asm__ volatile("lw t0, 0(%0)\nsw t0, 0(%0)" ::"r"(0x0d000000) : "t0", "memory");
    }
    csr_write(mtvec, before);
    return 0;
}

static const struct workload {
    const char *name;
    unsigned (*work)(void);
    unsigned extra;
} workloads[] = {
    {"sieve", sieve, 0},
    {"matrices", matrices, 0},
    {"sorting", sorting, 0},
    {"long_divisions", long_divisions, 0},
    {"misaligned", misaligned, 0},
    {"atomics", atomics, 0},
    {"csrs", csrs, 0},
    {"access_faults", access_faults, 0},
    {"ecalls", ecalls, 40},
    {"illegal", illegal, 80},
};

enum { COUNT = sizeof workloads / sizeof workloads[0] };

int main(void)
{
    static unsigned counts[COUNT];
    static unsigned results[COUNT];
    for (unsigned i = 0; i < COUNT; i++) {
        unsigned start = csr_read(minstret);
        results[i] = workloads[i].work();
        counts[i] = csr_read(minstret) - start;
    }
    for (unsigned i = 0; i < COUNT; i++) {
        printf("%s %u %u %08x\n", workloads[i].name, counts[i], workloads[i].extra, results[i]);
    }
    return 0;
}
