/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/state.h"

#include <stdlib.h>

#include "machine/fast.h"
#include "machine/timing_state.h"

/*
 * Who adds a member to one of these structs has to name it here: the sizes say so. A member that
 * is made anew from the others (hints, caches) is not named.
 */
/* All but the variant, which is the configuration's; 4 bytes are padding. */
_Static_assert(sizeof(struct priv) == 3 * 8 + 21 * 4 + 4, "priv_archive() names all members");
_Static_assert(sizeof(struct clint) == 24, "clint_archive() names all members");
_Static_assert(sizeof(struct rtc) == 24, "rtc_archive() names all members");
_Static_assert(sizeof(struct virtq) == 28, "virtq_archive() names all members");
_Static_assert(sizeof(struct virtio_request) == 72, "request_archive() names all members");
_Static_assert(sizeof(struct virtio) == 200, "virtio_archive() names all members");
_Static_assert(sizeof(struct uart) == 30, "uart_archive() names all members");

enum { INPUT_MOST = 1 << 30 };

/* No device is ever so many ticks late with what it has been notified of. */
enum { LATE = 8 };

void state_config(struct archive *a, struct machine_config *c)
{
    uint32_t variant = c->variant;
    archive_below(a, &variant, VARIANT_COUNT);
    c->variant = (enum variant)variant;
    archive_u32(a, &c->ram_size);
    archive_u32(a, &c->tlb_entries);
    archive_u64(a, &c->disk_size);
    archive_u64(a, &c->epoch);
    archive_u32(a, &c->seed);
    archive_bool(a, &c->misaligned_traps);
    archive_bool(a, &c->virtio_legacy);
    archive_bool(a, &c->virtio_console);
    timing_config_archive(a, &c->timing);
    archive_require(a, c->ram_size > 0 && c->ram_size <= RAM_MAX && c->ram_size % PAGE_SIZE == 0);
    archive_require(a, c->tlb_entries > 0 && c->tlb_entries <= TLB_MAX);
    archive_require(a, c->disk_size <= DISK_MAX && c->disk_size % SECTOR_SIZE == 0);
}

/* --- the hart --- */

/* Registers hold legal values only: others could not have come about. */
static void priv_require(struct archive *a, const struct priv *p)
{
    uint32_t mpp = p->mstatus & MSTATUS_MPP;
    uint32_t mstatus_bits = MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_MPP | MSTATUS_TW;
    archive_require(a, p->mode == MODE_USER || p->mode == MODE_SUPERVISOR);
    archive_require(a, (p->mstatus & ~mstatus_bits) == 0 && (mpp == 0 || mpp == MSTATUS_MPP));
    archive_require(a, (p->mtvec & 2) == 0 && (p->mepc & 3) == 0);
    archive_require(a, ((p->mie | p->mip) & ~IRQ_LINES) == 0);
    archive_require(a, (p->mcause & ~MCAUSE_BITS) == 0 && (p->matp & ~MATP_BITS) == 0);
    archive_require(a, p->mtlbidx < p->tlb_entries && p->mtlbwired < p->tlb_entries);
    archive_require(a, (p->mcounteren & ~COUNTERS) == 0 && (p->menvcfg & ~MENVCFG_FIOM) == 0);
    archive_require(a, (p->mcountinhibit & ~(COUNTER_CYCLE | COUNTER_INSTRET)) == 0);
    archive_require(a, ((p->cyclecfgh | p->instretcfgh) & ~COUNT_MODES) == 0);
    archive_require(a, p->counters_written == 0);
}

static void priv_archive(struct archive *a, struct priv *p)
{
    uint32_t entries = p->tlb_entries;
    uint32_t *const words[] = {
        &p->mode,    &p->mstatus,       &p->mtvec,     &p->mepc,        &p->mcause,
        &p->mtval,   &p->mscratch,      &p->mie,       &p->mip,         &p->matp,
        &p->mtlbidx, &p->mtlbwired,     &p->mtlbrand,  &p->tlb_entries, &p->mcounteren,
        &p->menvcfg, &p->mcountinhibit, &p->cyclecfgh, &p->instretcfgh, &p->counters_written,
    };
    archive_u64(a, &p->mcycle);
    archive_u64(a, &p->minstret);
    archive_u64(a, &p->time);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        archive_u32(a, words[i]);
    }
    archive_require(a, p->tlb_entries == entries);
    priv_require(a, p);
}

static bool overlaps_none(const struct tlb *t, uint32_t index)
{
    const struct tlb_entry *e = &t->entry[index];
    for (uint32_t i = 0; i < index && (e->lo & TLB_LO_V); i++) {
        if ((t->entry[i].lo & TLB_LO_V) && tlb_overlap(t->entry[i].hi, e->hi)) {
            return false;
        }
    }
    return true;
}

static void tlb_archive(struct archive *a, struct tlb *t)
{
    for (uint32_t i = 0; i < t->entries; i++) {
        struct tlb_entry *e = &t->entry[i];
        archive_u32(a, &e->hi);
        archive_u32(a, &e->lo);
        archive_require(a, (e->hi & ~TLB_HI_BITS) == 0 && (e->lo & ~TLB_LO_BITS) == 0);
        archive_require(a, overlaps_none(t, i));
    }
}

static void hart_archive(struct archive *a, struct hart *h)
{
    for (unsigned i = 1; i < 32; i++) {
        archive_u32(a, &h->x[i]);
    }
    archive_u32(a, &h->pc);
    archive_require(a, h->pc % 4 == 0);
    priv_archive(a, &h->priv);
    tlb_archive(a, &h->tlb);
    archive_bool(a, &h->reserved);
    archive_u32(a, &h->reservation);
}

/* --- the devices --- */

static void clint_archive(struct archive *a, struct clint *c)
{
    archive_u64(a, &c->mtimecmp);
    archive_u64(a, &c->offset);
    archive_below(a, &c->msip, 2);
    archive_bool(a, &c->armed);
}

static void plic_archive(struct archive *a, struct plic *p)
{
    archive_bytes(a, p->priority, sizeof p->priority);
    for (unsigned w = 0; w < PLIC_WORDS; w++) {
        archive_u32(a, &p->line[w]);
        archive_u32(a, &p->pending[w]);
        archive_u32(a, &p->claimed[w]);
        archive_u32(a, &p->enable[w]);
    }
    archive_u32(a, &p->threshold);
}

static void uart_archive(struct archive *a, struct uart *u)
{
    uint8_t *const registers[] = {&u->ier, &u->fcr, &u->lcr,  &u->mcr,   &u->scr,
                                  &u->dll, &u->dlm, &u->head, &u->count, &u->looks};
    for (size_t i = 0; i < sizeof registers / sizeof registers[0]; i++) {
        archive_u8(a, registers[i]);
    }
    archive_bool(a, &u->overrun);
    archive_bool(a, &u->thre_pending);
    archive_bool(a, &u->identified);
    archive_bool(a, &u->listening);
    archive_bytes(a, u->fifo, sizeof u->fifo);
    archive_require(a, u->head < UART_FIFO && u->count <= UART_FIFO);
}

static void rtc_archive(struct archive *a, struct rtc *r)
{
    archive_u64(a, &r->offset);
    archive_u64(a, &r->alarm);
    archive_u32(a, &r->high);
    archive_bool(a, &r->armed);
    archive_bool(a, &r->rung);
    archive_bool(a, &r->interrupt);
}

static void virtq_archive(struct archive *a, struct virtq *q)
{
    archive_below(a, &q->size, VIRTQ_SIZE_MAX + 1);
    archive_bool(a, &q->ready);
    archive_u8(a, &q->beyond);
    archive_u32(a, &q->align);
    archive_u32(a, &q->desc);
    archive_u32(a, &q->avail);
    archive_u32(a, &q->used);
    archive_u16(a, &q->taken);
    archive_require(a, (q->size & (q->size - 1)) == 0 && (q->size > 0 || !q->ready));
}

/* Addresses and counts are the driver's, and are checked as they are used. */
static void request_archive(struct archive *a, struct virtio_request *r)
{
    archive_bool(a, &r->begun);
    archive_u8(a, &r->queue);
    archive_u16(a, &r->head);
    archive_u64(a, &r->readable);
    archive_u64(a, &r->writable);
    archive_u32(a, &r->written);
    archive_u16(a, &r->next);
    archive_u32(a, &r->steps);
    archive_bool(a, &r->more);
    archive_bool(a, &r->writing);
    archive_u32(a, &r->address);
    archive_u32(a, &r->length);
    archive_bool(a, &r->to_disk);
    archive_u64(a, &r->offset);
    archive_u64(a, &r->left);
    archive_require(a, r->queue < VIRTIO_QUEUES);
}

/* The kind and the layout follow from the machine's configuration. */
static void virtio_archive(struct archive *a, struct virtio *v, uint64_t now)
{
    uint32_t fault = v->fault;
    uint32_t *const words[] = {&v->status,    &v->interrupt,   &v->device_sel,  &v->driver_sel,
                               &v->queue_sel, &v->accepted[0], &v->accepted[1], &v->page_size};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        archive_u32(a, words[i]);
    }
    archive_below(a, &v->notified, 1u << VIRTIO_QUEUES);
    archive_bool(a, &v->receptive);
    archive_u64(a, &v->notified_at);
    archive_u64(a, &v->free_at);
    archive_below(a, &fault, VIRTIO_FAULTS);
    v->fault = (enum virtio_fault)fault;
    for (unsigned q = 0; q < VIRTIO_QUEUES; q++) {
        virtq_archive(a, &v->queue[q]);
    }
    request_archive(a, &v->request);
    archive_require(a, v->kind != VIRTIO_NONE || (v->notified == 0 && !v->receptive));
    const struct virtio_request *r = &v->request;
    archive_require(a, !r->begun || ((v->notified >> r->queue & 1) && v->queue[r->queue].ready));
    archive_require(a, v->notified == 0 || v->free_at + LATE >= now);
}

static void input_archive(struct archive *a, struct input_queue *q)
{
    uint8_t *bytes = q->bytes ? q->bytes + q->head : NULL;
    archive_block(a, &bytes, &q->count, INPUT_MOST);
    if (a->loading) {
        free(q->bytes);
        *q = (struct input_queue){.bytes = bytes, .count = q->count, .capacity = q->count};
    }
}

/* --- the whole --- */

static void time_archive(struct archive *a, struct machine *m)
{
    archive_u64(a, &m->cycles);
    archive_u64(a, &m->instructions);
    archive_u64(a, &m->counted_cycles);
    archive_u64(a, &m->counted_instructions);
    archive_u64(a, &m->idle_cycles);
    archive_bool(a, &m->waiting);
    archive_u32(a, &m->traps_in_a_row);
    timing_archive(a, &m->timing);
    archive_require(a, m->counted_cycles <= m->cycles);
    archive_require(a, m->cycles == m->instructions + timing_stalls(&m->timing) + m->idle_cycles);
    archive_require(a, m->counted_instructions <= m->instructions);
}

void state_archive(struct archive *a, struct machine *m)
{
    uint32_t stop = m->stop;
    hart_archive(a, &m->hart);
    time_archive(a, m);
    clint_archive(a, &m->clint);
    plic_archive(a, &m->plic);
    uart_archive(a, &m->uart);
    rtc_archive(a, &m->rtc);
    for (unsigned i = 0; i < VIRTIO_SLOTS; i++) {
        virtio_archive(a, &m->virtio[i], machine_now(m));
    }
    input_archive(a, &m->input);
    archive_bool(a, &m->has_tohost);
    archive_u32(a, &m->tohost);
    archive_below(a, &stop, STOP_HTIF + 1);
    m->stop = (enum stop_reason)stop;
    archive_u32(a, &m->exit_code);
    m->next_event = 0;
}

/* --- in memory --- */

bool snapshot_take(struct snapshot *s, struct machine *m)
{
    *s = (struct snapshot){.instructions = m->instructions, .cycles = m->cycles};
    state_archive(&s->state, m);
    fast_forget_mappings(m->fast); /* so that the next store to a page is noticed */
    if (!s->state.failed && pages_take(&m->ram, &s->ram) && pages_take(&m->disk, &s->disk)) {
        return true;
    }
    snapshot_free(s);
    return false;
}

void snapshot_put_back(struct snapshot *s, struct machine *m)
{
    struct archive a = archive_of(s->state.bytes, s->state.size);
    state_archive(&a, m);
    pages_put_back(&m->ram, &s->ram);
    pages_put_back(&m->disk, &s->disk);
    fast_written(m->fast, 0, m->config.ram_size);
    fast_forget_mappings(m->fast);
    fast_lines_emptied(m);
}

void snapshot_free(struct snapshot *s)
{
    archive_free(&s->state);
    page_set_free(&s->ram);
    page_set_free(&s->disk);
}
