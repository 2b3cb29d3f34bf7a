/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a seed to an experiment: what the machine is like, who is on it, in which order. */
#include <stdio.h>
#include <string.h>

#include "isa/fields.h"
#include "tests/isolation/trial.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { KIB = 1024, RAM_SPARE = 2048 /* KiB: for monitor, tables, staged images */ };
enum {
    KERNEL_ONE_IN = 48,
    PRIMES_ONE_IN = 12,
    VICTIM_MEMORY = 512,
    KERNEL_MEMORY = 16384,
    RANDOM_MEMORY = 512
};

/* What a seed decides of the machine and the monitor. */
struct machine_draw {
    unsigned tlb, soft_tlb, quantum, memory, ram; /* memory of each hostile VM, and all: KiB */
    const char *core, *timing, *misaligned, *asids, *fast_paths;
    const char *monitor, *clock; /* of the hostile VMs */
};

#define PICK(r, array) ((array)[rng_below(r, COUNT(array))])

static unsigned victim_memory(const struct trial *t)
{
    return strcmp(t->guest, "kernel") == 0 ? KERNEL_MEMORY : VICTIM_MEMORY;
}

static struct machine_draw draw_machine(struct rng *r, const struct trial *t)
{
    static const unsigned tlbs[] = {8, 9, 16, 32, 64, 64, 128, 256};
    static const unsigned soft_tlbs[] = {0, 0, 1, 3, 64, 512, 512, 4096};
    static const unsigned quanta[] = {1000, 3000, 5000, 20000, 20000, 100000, 100000};
    static const unsigned memories[] = {128, 256, 1024};
    static const char *const cores[] = {"fast", "fast", "fast", "plain"};
    static const char *const timings[] = {"none", "none", "simple", "pipeline"};
    static const char *const misaligned[] = {"hardware", "trap"};
    static const char *const fast_paths[] = {"on", "on", "on", "off"};
    static const char *const monitors[] = {"vmm", "vmm", "hybrid"};
    static const char *const clocks[] = {"real", "real", "virtual"};
    static const char *const asids[] = {"tagged", "tagged", "flush"};
    struct machine_draw d = {.tlb = PICK(r, tlbs), .soft_tlb = PICK(r, soft_tlbs)};
    d.quantum = PICK(r, quanta);
    d.memory = PICK(r, memories);
    d.core = PICK(r, cores);
    d.timing = PICK(r, timings);
    d.misaligned = PICK(r, misaligned);
    d.asids = PICK(r, asids);
    d.fast_paths = PICK(r, fast_paths);
    d.monitor = PICK(r, monitors);
    d.clock = PICK(r, clocks);
    for (unsigned i = 0; i < t->hostiles; i++) {
        bool vast = t->plan[i] == PLAN_COUNT && d.memory < RANDOM_MEMORY;
        d.memory = vast ? RANDOM_MEMORY : d.memory;
    }
    d.ram = RAM_SPARE + victim_memory(t) + t->hostiles * d.memory;
    return d;
}

static void draw_guests(struct rng *r, struct trial *t, const struct bench *bench)
{
    t->hostiles = 1 + rng_below(r, HOSTILES_MOST);
    t->victim = rng_below(r, t->hostiles + 1);
    for (unsigned i = 0; i < t->hostiles; i++) {
        t->plan[i] = rng_below(r, PLAN_COUNT + 1);
    }
    t->guest = bench->victim;
    if (rng_below(r, KERNEL_ONE_IN) == 0) {
        t->guest = "kernel";
    } else if (rng_below(r, PRIMES_ONE_IN) == 0) {
        t->guest = "primes";
    }
}

static void put_vms(FILE *f, const struct trial *t, const struct machine_draw *d)
{
    for (unsigned i = 0, n = 0; i <= t->hostiles; i++) {
        if (i == t->victim) {
            fprintf(f, "  - {name: victim, image: %s, memory: %uKiB, args: \"%u\"}\n", t->guest,
                    victim_memory(t), t->seed);
        } else {
            fprintf(f,
                    "  - {name: hostile%u, image: hostile%u.elf, memory: %uKiB, monitor: %s, "
                    "clock: %s}\n",
                    n, n, d->memory, d->monitor, d->clock);
            n++;
        }
    }
}

/*
 * Turns that are long enough for some work beside what the monitor needs to find a guest's pages
 * again: then a share of turns is a share of work.
 */
static bool is_fair(const struct machine_draw *d)
{
    bool found_again = strcmp(d->asids, "tagged") == 0 && d->tlb > 16 && d->tlb <= 64;
    return d->quantum >= 20000 || (found_again && d->quantum >= 5000);
}

static bool write_experiment(const struct trial *t, const struct machine_draw *d)
{
    FILE *f = fopen(t->experiment, "w");
    if (!f) {
        return false;
    }
    fprintf(f, "machine: {ram: %uKiB, tlb: %u, core: %s, timing: %s, misaligned: %s}\n", d->ram,
            d->tlb, d->core, d->timing, d->misaligned);
    fprintf(f, "monitor: {kind: vmm, soft_tlb: %u, asids: %s, fast_paths: %s, quantum: %u}\nvms:\n",
            d->soft_tlb, d->asids, d->fast_paths, d->quantum);
    put_vms(f, t, d);
    return fclose(f) == 0;
}

static void say_settings(struct trial *t, const struct machine_draw *d)
{
    int n = snprintf(t->settings, sizeof t->settings,
                     "tlb %u, soft_tlb %u, asids %s, fast_paths %s, quantum %u, timing %s, core "
                     "%s, misaligned %s, memory %uKiB, monitor %s, clock %s:",
                     d->tlb, d->soft_tlb, d->asids, d->fast_paths, d->quantum, d->timing, d->core,
                     d->misaligned, d->memory, d->monitor, d->clock);
    for (unsigned i = 0; i < t->hostiles && n >= 0 && (size_t)n < sizeof t->settings; i++) {
        n += snprintf(t->settings + n, sizeof t->settings - (size_t)n, " %s",
                      t->plan[i] < PLAN_COUNT ? plan_names[t->plan[i]] : "random");
    }
}

bool trial_make(struct trial *t, uint32_t seed, const struct bench *bench)
{
    struct rng r = {seed * 2654435761u ^ 0x1501a7e5u};
    r.state += r.state == 0;
    for (int i = 0; i < 8; i++) {
        rng_next(&r); /* neighbouring seeds part */
    }
    *t = (struct trial){.seed = seed};
    snprintf(t->experiment, sizeof t->experiment, "%s/hostile.yaml", bench->folder);
    draw_guests(&r, t, bench);
    struct machine_draw d = draw_machine(&r, t);
    struct target target = {d.memory * KIB, d.ram * KIB, d.tlb};
    say_settings(t, &d);
    t->fair = is_fair(&d);
    bool ok = write_experiment(t, &d);
    for (unsigned i = 0; i < t->hostiles && ok; i++) {
        char path[TRIAL_PATH];
        snprintf(path, sizeof path, "%s/hostile%u.elf", bench->folder, i);
        ok = hostile_write(&r, &target, t->plan[i], &bench->runtimes, path);
    }
    return ok;
}
