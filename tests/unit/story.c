/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/story.h"

#include "machine/bus.h"
#include "machine/state.h"
#include "tests/unit/program.h"
#include "tests/unit/unit.h"

enum {
    CODE_WORDS = 200,
    DATA = PROGRAM_START + 0x2000,
    RINGS = PROGRAM_START + 0x8000, /* a page for each queue: rings, then header and buffer */
    QUEUE_SIZE = 8,
    AVAIL = 128,
    USED = 256,
    HEADER = 512,
    BUFFER = 1024,
    STATUS = 1020,
    UART = 0x10000000,
    VIRTIO = 0x10001000
};

static void hear(void *context, uint8_t byte)
{
    struct story *s = context;
    s->heard = (s->heard ^ byte) * 0x100000001b3u;
    s->heard_count++;
}

static uint32_t any(struct story *s, uint32_t end)
{
    return rng_below(&s->rng, end);
}

static void put_ram(struct story *s, uint32_t address, uint32_t value)
{
    uint8_t *at = machine_ram_write(s->m, address, 4);
    for (unsigned i = 0; i < 4; i++) {
        at[i] = (uint8_t)(value >> 8 * i);
    }
}

/* --- its program --- */

static uint32_t random_privileged(struct story *s)
{
    static const uint32_t csrs[] = {0x300, 0x304, 0x305, 0x306, 0x30a, 0x320, 0x340, 0x341,
                                    0x342, 0x343, 0x721, 0x722, 0x7c0, 0x7c1, 0x7c2, 0x7c3,
                                    0xb00, 0xb02, 0xb80, 0xb82, 0xc01, 0xc81};
    unsigned rd = any(s, 32);
    unsigned rs = any(s, 32);
    switch (any(s, 10)) {
    case 0:
        return TLBWR(rd, rs);
    case 1:
        return TLBWI(rd, rs);
    case 2:
        return TLBINV(rd, rs);
    case 3:
        return any(s, 2) ? TLBP(rd, rs) : TLBRL(rd, rs);
    case 4:
        return any(s, 2) ? MRET : ECALL;
    case 5:
        return WFI;
    default:
        return any(s, 2) ? csrrw(rd, csrs[any(s, COUNT(csrs))], rs)
                         : csrrs(rd, csrs[any(s, COUNT(csrs))], rs);
    }
}

static uint32_t random_access(struct story *s)
{
    unsigned r = any(s, 32);
    switch (any(s, 5)) {
    case 0:
        return any(s, 2) ? LR(r, S0) : SC(r, any(s, 32), S0);
    case 1:
        return AMOADD(r, any(s, 32), S0);
    case 2:
        return any(s, 2) ? lbu(r, S1, (int32_t)any(s, 8)) : sb(r, S1, (int32_t)any(s, 8));
    case 3:
        return lw(r, S0, (int32_t)any(s, 2048));
    default:
        return sw(r, S0, (int32_t)any(s, 2048));
    }
}

static uint32_t random_instruction(struct story *s)
{
    switch (any(s, 8)) {
    case 0:
        return rng_next(&s->rng);
    case 1:
    case 2:
        return random_privileged(s);
    case 3:
    case 4:
        return random_access(s);
    default:
        return (rng_next(&s->rng) & 0xfffff000) | 0x13 | any(s, 32) << 7;
    }
}

/* Whatever trapped is stepped over. */
static void put_program(struct story *s)
{
    const uint32_t handler[] = {csrrs(T0, 0x341, ZERO), addi(T0, T0, 4), csrrw(ZERO, 0x341, T0),
                                MRET};
    for (uint32_t i = 0; i < CODE_WORDS; i++) {
        put_ram(s, PROGRAM_START + 4 * i, random_instruction(s));
    }
    for (uint32_t i = 0; i < COUNT(handler); i++) {
        put_ram(s, PROGRAM_HANDLER + 4 * i, handler[i]);
    }
}

/* Back to the program, from wherever chance has led it. */
static void revive(struct story *s)
{
    struct hart *h = &s->m->hart;
    s->m->stop = STOP_NONE;
    s->m->waiting = false;
    h->pc = PROGRAM_START + 4 * any(s, CODE_WORDS);
    h->priv.mtvec = PROGRAM_HANDLER;
    h->priv.matp = any(s, 4) ? 0 : h->priv.matp;
    h->x[S0] = DATA + 4 * any(s, 2048);
    h->x[S1] = UART;
}

/* --- its devices --- */

static void device_write(struct story *s, uint32_t address, uint32_t value)
{
    bus_write(s->m, address, 4, value);
}

static void set_timer(struct story *s)
{
    uint64_t when = clint_time(&s->m->clint, machine_now(s->m)) + any(s, 200);
    device_write(s, 0x02004004, (uint32_t)(when >> 32));
    device_write(s, 0x02004000, (uint32_t)when);
}

static void set_alarm(struct story *s)
{
    uint32_t low = 0;
    uint32_t high = 0;
    bus_read(s->m, 0x00101000, 4, &low);
    bus_read(s->m, 0x00101004, 4, &high);
    device_write(s, 0x00101010, any(s, 4) ? 1 : 0);
    device_write(s, 0x0010100c, high);
    device_write(s, 0x00101008, low + any(s, 20000));
}

/* Sources that there are, as chance wants them; now and then one is served. */
static void set_interrupts(struct story *s)
{
    static const uint32_t sources[] = {1, 2, 10, 11};
    uint32_t source = sources[any(s, COUNT(sources))];
    device_write(s, 0x0c000000 + 4 * source, any(s, 8));
    device_write(s, 0x0c002000, rng_next(&s->rng) | 1u << source);
    device_write(s, 0x0c200000, any(s, 3));
    bus_write(s->m, UART + 1, 1, any(s, 16));
    if (any(s, 2) && bus_read(s->m, 0x0c200004, 4, &source)) {
        device_write(s, 0x0c200004, any(s, 2) ? source : 10);
    }
}

static void poke(struct story *s)
{
    static const struct {
        uint32_t base, registers;
    } places[] = {
        {UART, 2},         {0x02000000, 1},        {0x0200bff8, 2},        {0x0c000000, 97},
        {0x0c002000, 4},   {0x0c200000, 2},        {0x00101000, 8},        {VIRTIO, 64},
        {VIRTIO + 28, 16}, {VIRTIO + 0x1000u, 64}, {VIRTIO + 0x1030u, 16}, {VIRTIO + 0x2000u, 4},
    };
    uint32_t place = any(s, COUNT(places));
    uint32_t address = places[place].base + 4 * any(s, places[place].registers);
    uint32_t value = any(s, 2) ? any(s, 16) : rng_edge(&s->rng);
    if (place == 0) {
        bus_write(s->m, UART + any(s, 8), 1, value);
        bus_read(s->m, UART + any(s, 8), 1, &value);
    } else if (any(s, 2)) {
        bus_write(s->m, address, 4, value);
    } else {
        bus_read(s->m, address, 4, &value);
    }
}

/* One queue of a slot, ready and empty; each layout takes the registers that are its own. */
static void set_up_queue(struct story *s, uint32_t slot, uint32_t queue, uint32_t rings)
{
    uint32_t at = VIRTIO + slot * 0x1000;
    uint8_t *page = machine_ram_write(s->m, rings, HEADER);
    for (uint32_t i = 0; i < HEADER; i++) {
        page[i] = 0;
    }
    const uint32_t writes[][2] = {
        {0x024, 1},
        {0x020, 1},
        {0x028, PAGE_SIZE},
        {0x030, queue},
        {0x038, QUEUE_SIZE},
        {0x03c, AVAIL},
        {0x080, rings},
        {0x090, rings + AVAIL},
        {0x0a0, rings + USED},
        {0x040, rings / PAGE_SIZE},
        {0x044, 1},
    };
    for (size_t i = 0; i < COUNT(writes); i++) {
        device_write(s, at + writes[i][0], writes[i][1]);
    }
}

static uint32_t rings_of(uint32_t slot, uint32_t queue)
{
    return RINGS + PAGE_SIZE * (2 * slot + queue);
}

static void reset_virtio(struct story *s)
{
    for (uint32_t slot = 0; slot < 2; slot++) {
        device_write(s, VIRTIO + slot * 0x1000 + 0x070, 0);
        set_up_queue(s, slot, 0, rings_of(slot, 0));
        set_up_queue(s, slot, slot, rings_of(slot, slot));
        device_write(s, VIRTIO + slot * 0x1000 + 0x070, 0xf);
    }
}

static void put_descriptor(struct story *s, uint32_t rings, uint32_t index, uint32_t address,
                           uint32_t length, uint32_t flags)
{
    uint32_t at = rings + 16 * index;
    put_ram(s, at, address);
    put_ram(s, at + 4, 0);
    put_ram(s, at + 8, length);
    put_ram(s, at + 12, flags | (index + 1) << 16);
}

/* Make the chain that begins with descriptor 0 available once more, and say so. */
static void make_available(struct story *s, uint32_t slot, uint32_t queue)
{
    uint32_t rings = rings_of(slot, queue);
    const uint8_t *index = machine_ram(s->m, rings + AVAIL + 2, 2);
    put_ram(s, rings + AVAIL, ((index[0] | (uint32_t)index[1] << 8) + 1) << 16);
    device_write(s, VIRTIO + slot * 0x1000 + 0x050, queue);
}

static void disk_request(struct story *s)
{
    uint32_t rings = rings_of(0, 0);
    bool out = any(s, 2);
    put_ram(s, rings + HEADER, out);
    put_ram(s, rings + HEADER + 8, any(s, 10));
    put_ram(s, rings + HEADER + 12, 0);
    put_ram(s, rings + BUFFER, rng_next(&s->rng));
    put_descriptor(s, rings, 0, rings + HEADER, 16, 1);
    put_descriptor(s, rings, 1, rings + BUFFER, 512 * (1 + any(s, 4)), out ? 1 : 3);
    put_descriptor(s, rings, 2, rings + STATUS, 1, 2);
    make_available(s, 0, 0);
}

static void console_request(struct story *s)
{
    uint32_t queue = any(s, 2);
    uint32_t rings = rings_of(1, queue);
    put_descriptor(s, rings, 0, rings + BUFFER, 1 + any(s, 20), queue ? 0 : 2);
    make_available(s, 1, queue);
}

/* --- its events --- */

static void type(struct story *s)
{
    uint8_t bytes[24];
    size_t count = any(s, sizeof bytes);
    for (size_t i = 0; i < count; i++) {
        bytes[i] = (uint8_t)rng_next(&s->rng);
    }
    machine_input(s->m, bytes, count);
}

static void map(struct story *s)
{
    uint32_t page = PROGRAM_START + PAGE_SIZE * any(s, 16);
    uint32_t hi = page | (any(s, 2) ? TLB_HI_G : any(s, 3));
    uint32_t lo = page | (any(s, 4) ? 0xf : any(s, 16));
    tlb_write(&s->m->hart.tlb, any(s, s->m->hart.tlb.entries), hi, lo);
}

static void run(struct story *s)
{
    struct machine *m = s->m;
    machine_run(m, (struct run_limit){m->instructions + any(s, 300), m->cycles + 3000});
    if (m->stop == STOP_EXIT || m->stop == STOP_RESET || m->stop == STOP_TRAP_LOOP ||
        m->stop == STOP_HTIF) {
        revive(s);
    }
}

static void event(struct story *s)
{
    static void (*const events[])(struct story *) = {
        run,
        run,
        run,
        run,
        run,
        run,
        set_timer,
        set_alarm,
        poke,
        poke,
        set_interrupts,
        disk_request,
        console_request,
        type,
        map,
        revive,
    };
    switch (any(s, 16)) {
    case 0:
        put_ram(s, PROGRAM_START + 4 * any(s, CODE_WORDS), random_instruction(s));
        break;
    case 1:
        reset_virtio(s);
        break;
    default:
        events[any(s, COUNT(events))](s);
    }
}

void story_begin(struct story *s, const struct machine_config *config, uint32_t seed)
{
    *s = (struct story){.rng = {seed}, .heard = 0xcbf29ce484222325u};
    struct machine *m = machine_new(config);
    assert_non_null(m);
    story_move(s, m);
    put_program(s);
    reset_virtio(s);
    revive(s);
}

void story_end(struct story *s)
{
    machine_free(s->m);
}

void story_go_on(struct story *s, unsigned events)
{
    while (events-- > 0) {
        event(s);
    }
}

void story_move(struct story *s, struct machine *m)
{
    s->m = m;
    m->console = hear;
    m->console_context = s;
}

uint64_t story_digest(struct story *s)
{
    struct archive a = {.loading = false};
    state_archive(&a, s->m);
    archive_pages(&a, &s->m->ram);
    archive_pages(&a, &s->m->disk);
    archive_u64(&a, &s->heard);
    assert_false(a.failed);
    uint64_t digest = archive_checksum(a.bytes, a.size);
    archive_free(&a);
    return digest;
}
