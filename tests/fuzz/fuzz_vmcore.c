/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes are a guest of the monitor: PROGRAM_AT of settings, then the beginning of its memory.
 * Some of that is also typed, as raw bytes on the line: the typist is hostile, too. Beside it runs
 * a quiet VM. Whatever the guest does, the monitor neither traps nor panics, the quiet VM's output
 * and disk are what they should be, and every cycle is accounted for.
 *
 * The monitor boots once for each of its TLBs, with a guest of marked pages. For each input the
 * machine is put back to that instant and the pages are filled, in the frames that the monitor gave
 * them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel/session.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/tlb_check.h"

enum { VMS = 2, CHANNELS = VMS + 1, TEXT_MOST = 4096, PAGES = 4, COVERED = 16384 };
enum { DISK = 4 * SECTOR_SIZE }; /* of each VM */
enum { BOOT_MOST = 2000000, CYCLES = 200000 };

#define QUIET "okokokokokok"
#define MARK 0x5eed0000u
#define PANIC "monitor:"

/* Which of the monitor's instructions were executed: coverage, as libFuzzer understands it. */
#ifdef __linux__
__attribute__((section("__libfuzzer_extra_counters")))
#endif
static uint8_t covered[COVERED];

/* What came out of each channel of the console, terminated. */
struct heard {
    struct framing framing;
    char text[CHANNELS][TEXT_MOST];
    size_t size[CHANNELS];
};

/* A machine with two VMs, and the instant at which the first of them starts. */
struct rig {
    bool ready;
    struct config config;
    struct session s;
    struct observer observer;
    struct heard heard;
    uint8_t *page[PAGES]; /* the wild VM's frames, in RAM */
    uint32_t above;       /* the monitor's own image ends here */
    struct machine machine;
    struct ledger ledger;
    struct party parties[VMS + 1];
    struct heard heard_then;
    uint8_t *ram;
    uint8_t disks[VMS * DISK];
};

/* The guest's TLB exactly, and with more behind it. */
static const char *const soft_tlbs[] = {"monitor.soft_tlb=0", "monitor.soft_tlb=64"};
static struct rig rigs[COUNT(soft_tlbs)];
static struct rig *rig; /* the one of this input */

static void on_byte(void *context, uint8_t byte)
{
    struct heard *h = context;
    uint8_t value;
    if (framing_receive(&h->framing, byte, &value) == FRAMING_BYTE) {
        unsigned channel = h->framing.channel;
        fuzz_check(channel < CHANNELS);
        if (h->size[channel] < TEXT_MOST - 1) {
            h->text[channel][h->size[channel]++] = (char)value;
        }
    }
}

static void on_insn(void *context, struct machine *m, const struct insn *in)
{
    (void)context;
    (void)in;
    fuzz_check(m->hart.x[0] == 0);
    if (m->hart.priv.mode == MODE_SUPERVISOR) {
        covered[(m->hart.pc - RAM_BASE) / 4 % COVERED]++;
    }
}

/* --- before the first input --- */

/* A page of the wild VM's image begins with its number. */
static const char *wild_image(void)
{
    static uint8_t bytes[PAGES * PAGE_SIZE];
    for (uint32_t i = 0; i < PAGES; i++) {
        uint32_t mark = MARK + i;
        memcpy(bytes + i * PAGE_SIZE, &mark, sizeof mark);
    }
    return fuzz_file("wild", bytes, sizeof bytes);
}

static const char *disk_image(const char *name, uint8_t byte)
{
    uint8_t bytes[DISK];
    memset(bytes, byte, sizeof bytes);
    return fuzz_file(name, bytes, sizeof bytes);
}

static void configure(const char *soft_tlb)
{
    static const char yaml[] = "vms: [{name: wild}, {name: quiet}]\n";
    static char image[4096], disk[4096], quiet_disk[4096];
    const char *const sets[] = {"machine.ram=1MiB",
                                "machine.tlb=16",
                                "monitor.kind=vmm",
                                "monitor.image=" FUZZ_BUILD "/vmm.elf",
                                "monitor.quantum=5000",
                                soft_tlb,
                                "vms.wild.memory=64KiB",
                                "vms.quiet.memory=64KiB",
                                "vms.quiet.image=" FUZZ_BUILD "/test/tests/vmm/quiet.bin",
                                image,
                                disk,
                                quiet_disk,
                                "vms.wild.terminal=virtio"};
    snprintf(image, sizeof image, "vms.wild.image=%s", wild_image());
    snprintf(disk, sizeof disk, "vms.wild.disk=%s", disk_image("disk", 'w'));
    snprintf(quiet_disk, sizeof quiet_disk, "vms.quiet.disk=%s", disk_image("quiet", 'q'));
    const char *path = fuzz_file("two.yaml", (const uint8_t *)yaml, sizeof yaml - 1);
    fuzz_check(config_load(&rig->config, path, false, sets, COUNT(sets)) == 0);
}

/* In which frames the wild VM's pages are. Where they were staged is above all frames. */
static void find_pages(void)
{
    const struct machine *m = rig->s.machine;
    for (uint32_t at = m->config.ram_size; at > 0; at -= PAGE_SIZE) {
        uint32_t word;
        memcpy(&word, m->ram.bytes + at - PAGE_SIZE, sizeof word);
        if (word - MARK < PAGES) {
            rig->page[word - MARK] = m->ram.bytes + at - PAGE_SIZE;
        }
    }
    for (unsigned i = 0; i < PAGES; i++) {
        fuzz_check(rig->page[i]);
    }
}

static void keep_instant(void)
{
    rig->machine = *rig->s.machine;
    rig->ledger = rig->s.ledger;
    memcpy(rig->parties, rig->s.ledger.parties, sizeof rig->parties);
    rig->heard_then = rig->heard;
    rig->ram = malloc(rig->machine.config.ram_size);
    fuzz_check(rig->ram);
    memcpy(rig->ram, rig->machine.ram.bytes, rig->machine.config.ram_size);
    fuzz_check(rig->machine.config.disk_size == sizeof rig->disks);
    memcpy(rig->disks, rig->machine.disk.bytes, sizeof rig->disks);
}

static void start(const char *soft_tlb)
{
    struct flat flat = {true, RAM_BASE};
    configure(soft_tlb);
    fuzz_check(session_open(&rig->s, &rig->config, flat, -1) == 0);
    struct machine *m = rig->s.machine;
    m->console = on_byte;
    m->console_context = &rig->heard;
    for (size_t i = 0; i < rig->s.monitor.segment_count; i++) {
        const struct segment *s = &rig->s.monitor.segments[i];
        rig->above = s->address + s->mem_size > rig->above ? s->address + s->mem_size : rig->above;
    }
    while (m->hart.priv.mode == MODE_SUPERVISOR && m->cycles < BOOT_MOST) {
        fuzz_check(machine_step(m) == STOP_LIMIT);
    }
    fuzz_check(m->hart.priv.mode == MODE_USER && rig->s.ledger.current == 1);
    rig->observer = (struct observer){.insn = on_insn};
    observer_add(m, &rig->observer);
    find_pages();
    keep_instant();
}

/* --- one input --- */

static void restore(void)
{
    struct machine *m = rig->s.machine;
    struct input_queue queue = m->input;
    *m = rig->machine;
    queue.head = queue.count = 0;
    m->input = queue;
    m->observers = &rig->s.ledger.observer;
    rig->s.ledger = rig->ledger;
    rig->s.ledger.observer.next = &rig->observer;
    memcpy(rig->s.ledger.parties, rig->parties, sizeof rig->parties);
    memcpy(m->ram.bytes, rig->ram, m->config.ram_size);
    memcpy(m->disk.bytes, rig->disks, sizeof rig->disks);
    rig->heard = rig->heard_then;
}

static void fill(struct fuzz_bytes *in)
{
    for (unsigned i = 0; i < PAGES; i++) {
        size_t n;
        const uint8_t *bytes = fuzz_take(in, PAGE_SIZE, &n);
        memset(rig->page[i], 0, PAGE_SIZE);
        memcpy(rig->page[i], bytes, n);
    }
}

/* What a party's services took, and what happened outside of them, is all that it took. */
static void check_services(const struct party *p)
{
    uint64_t cycles = 0;
    for (unsigned i = 0; i < SPENT_COUNT; i++) {
        cycles += p->services.outside[i];
        for (uint32_t k = 0; k < p->services.count; k++) {
            cycles += p->services.list[k].cycles[i];
        }
    }
    fuzz_check(cycles == party_cycles(p));
}

/* Each cycle and instruction is in one party's account. */
static void check_ledger(void)
{
    const struct machine *m = rig->s.machine;
    uint64_t cycles = 0;
    uint64_t instructions = 0;
    ledger_settle(&rig->s.ledger, m);
    for (unsigned i = 0; i <= VMS; i++) {
        cycles += party_cycles(&rig->s.ledger.parties[i]);
        instructions += party_instructions(&rig->s.ledger.parties[i]);
        check_services(&rig->s.ledger.parties[i]);
    }
    fuzz_check(cycles == m->cycles && instructions == m->instructions);
}

/* No entry of the real TLB leads to the monitor. */
static void check_real_tlb(const struct machine *m)
{
    const struct tlb *t = &m->hart.tlb;
    tlb_check(t);
    for (uint32_t i = 0; i < t->entries; i++) {
        uint32_t lo = t->entry[i].lo;
        fuzz_check(!(lo & TLB_LO_V) || (lo & PAGE_FRAME) >= rig->above);
    }
}

static void check_quiet(void)
{
    const struct party *quiet = &rig->s.ledger.parties[2];
    const char *said = rig->heard.text[2];
    fuzz_check(strncmp(said, QUIET, strlen(said)) == 0);
    fuzz_check(memcmp(rig->s.machine->disk.bytes + DISK, rig->disks + DISK, DISK) == 0);
    fuzz_check(!quiet->stopped || (quiet->exit_code == 0 && strcmp(said, QUIET) == 0));
    fuzz_check(quiet->stopped || party_spent(quiet, SPENT_SUPERVISOR) > CYCLES / 8);
}

static void check_end(enum stop_reason stop)
{
    fuzz_check(stop == STOP_LIMIT || stop == STOP_IDLE || stop == STOP_EXIT);
    fuzz_check(!strstr(rig->heard.text[0], PANIC));
    check_ledger();
    check_real_tlb(rig->s.machine);
    check_quiet();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_bytes in = {data, size};
    uint32_t settings = fuzz_word(&in);
    size_t typed = settings & 0xff;
    unsigned which = (settings >> 8) % COUNT(rigs);
    rig = &rigs[which];
    if (!rig->ready) {
        start(soft_tlbs[which]);
        rig->ready = true;
    }
    restore();
    struct machine *m = rig->s.machine;
    machine_input(m, in.at, typed < in.left ? typed : in.left);
    fill(&in);
    check_end(machine_run(m, (struct run_limit){UINT64_MAX, m->cycles + CYCLES}));
    return 0;
}
