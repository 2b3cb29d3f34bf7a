/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/random/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "machine/machine.h"
#include "tests/random/layout.h"

enum { RAM = 16 << 20, INSTRUCTIONS_MAX = 40000000, QEMU_SECONDS = 20 };

unsigned output_lines(const struct output *o)
{
    return o->size / OUTPUT_LINE;
}

uint32_t output_word(const struct output *o, unsigned line)
{
    return (uint32_t)strtoul(o->text + (size_t)line * OUTPUT_LINE, NULL, 16);
}

static void hear(void *context, uint8_t byte)
{
    struct output *o = context;
    if (o->size < OUTPUT_MAX - 1) {
        o->text[o->size++] = (char)byte;
        o->text[o->size] = '\0';
    }
}

/* An instruction of a random program, not of the runtime. */
static void count(void *context, struct machine *m, const struct insn *in)
{
    struct output *o = context;
    (void)in;
    o->instructions += m->hart.pc >= IMAGE_SLOTS;
}

void run_machine(const struct random_image *image, struct output *o)
{
    const struct machine_config config = {
        .variant = VARIANT_PG32, .ram_size = RAM, .tlb_entries = RUN_TLB};
    struct machine *m = machine_new(&config);
    struct observer counter = {.context = o, .insn = count};
    o->size = 0;
    o->passed = false;
    o->instructions = 0;
    if (!m) {
        return;
    }
    memcpy(m->ram.bytes, image->bytes, image->size);
    m->console = hear;
    m->console_context = o;
    observer_add(m, &counter);
    machine_start(m, IMAGE_BASE, 0);
    machine_run(m, (struct run_limit){INSTRUCTIONS_MAX, UINT64_MAX});
    o->passed = m->stop == STOP_EXIT && m->exit_code == 0;
    machine_free(m);
}

/* In the child: QEMU, with its console for standard output, and so much of a processor's time. */
static void become_qemu(const char *file, int out)
{
    const struct rlimit time = {QEMU_SECONDS, QEMU_SECONDS};
    dup2(out, STDOUT_FILENO);
    setrlimit(RLIMIT_CPU, &time);
    execlp("qemu-system-riscv32", "qemu-system-riscv32", "-display", "none", "-serial", "stdio",
           "-monitor", "none", "-M", "virt", "-bios", "none", "-cpu",
           "rv32,s=false,h=false,pmp=false,mmu=false,c=false,f=false,d=false,"
           "zba=false,zbb=false,zbc=false,zbs=false,sstc=false",
           "-m", "16M", "-icount", "shift=0", "-kernel", file, (char *)NULL);
    _exit(127);
}

static void listen_to(int in, struct output *o)
{
    char bytes[4096];
    ssize_t got;
    while ((got = read(in, bytes, sizeof bytes)) > 0) {
        for (ssize_t i = 0; i < got; i++) {
            if (bytes[i] != '\r') {
                hear(o, (uint8_t)bytes[i]);
            }
        }
    }
}

void run_qemu(const struct random_image *image, const char *file, struct output *o)
{
    int ends[2];
    int status = -1;
    o->size = 0;
    o->passed = false;
    if (!random_image_write(image, file) || pipe(ends) != 0) {
        return;
    }
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        become_qemu(file, ends[1]);
    }
    close(ends[1]);
    listen_to(ends[0], o);
    close(ends[0]);
    waitpid(child, &status, 0);
    o->passed = WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
