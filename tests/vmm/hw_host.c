/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/vmm/hw_host.h"

#include "isa/board.h"
#include "machine/bus.h"
#include "vmm/hw.h"

enum { POLL = 20 /* cycles */ };

struct hw_host hw_host;

static _Noreturn void end(enum hw_end why)
{
    longjmp(*hw_host.out, (int)why);
}

static struct hart *hart(void)
{
    return &hw_host.machine->hart;
}

/* What the machine does before each of its steps. */
static void settle(void)
{
    struct machine *m = hw_host.machine;
    if (m->cycles >= m->next_event) {
        bus_events(m);
    }
}

uint32_t hw_monitor_end(void)
{
    return RAM_BASE + HW_MONITOR_SIZE;
}

/* Who polls takes time, which passes only here: an interpreter would poll for ever. */
static void poll_costs(void)
{
    struct machine *m = hw_host.machine;
    m->cycles += POLL;
    if (hw_host.until && m->cycles > hw_host.until) {
        end(HW_SPENT);
    }
}

uint32_t hw_csr_read(enum csr_number csr)
{
    uint32_t value;
    if (csr == CSR_mip) {
        poll_costs();
    }
    settle();
    machine_count(hw_host.machine);
    if (!priv_csr_read(&hart()->priv, csr, &value)) {
        end(HW_TRAPPED);
    }
    return value;
}

void hw_csr_write(enum csr_number csr, uint32_t value)
{
    machine_count(hw_host.machine);
    if (!priv_csr_write(&hart()->priv, csr, value)) {
        end(HW_TRAPPED);
    }
    hart()->priv.counters_written = 0;
}

void hw_tlb_write(uint32_t hi, uint32_t lo)
{
    struct priv *p = &hart()->priv;
    uint32_t next = tlb_random_step(p->mtlbrand);
    if (!tlb_write(&hart()->tlb, tlb_random_index(p, next), hi, lo)) {
        hw_host.duplicates++;
        end(HW_TRAPPED);
    }
    p->mtlbrand = next;
}

static void invalidate(bool any_va, bool any_asid, uint32_t va, uint32_t asid)
{
    const struct tlb_inv inv = {any_va, any_asid, va, asid & TLB_HI_ASID};
    tlb_invalidate(&hart()->tlb, &inv);
}

void hw_tlb_invalidate(uint32_t va, uint32_t asid)
{
    invalidate(false, false, va, asid);
}

void hw_tlb_invalidate_page(uint32_t va)
{
    invalidate(false, true, va, 0);
}

void hw_tlb_invalidate_all(void)
{
    invalidate(true, true, 0, 0);
}

void *hw_memory(uint32_t ma)
{
    uint8_t *byte = machine_ram_write(hw_host.machine, ma, 1);
    if (!byte) {
        end(HW_TRAPPED);
    }
    return byte;
}

static uint32_t device_read(uint32_t ma, unsigned size)
{
    uint32_t value;
    settle();
    if (!bus_read(hw_host.machine, ma, size, &value)) {
        end(HW_TRAPPED);
    }
    settle();
    return value;
}

static void device_write(uint32_t ma, unsigned size, uint32_t value)
{
    settle();
    if (!bus_write(hw_host.machine, ma, size, value)) {
        end(HW_TRAPPED);
    }
    settle();
}

uint32_t hw_read32(uint32_t ma)
{
    return device_read(ma, 4);
}

void hw_write32(uint32_t ma, uint32_t value)
{
    device_write(ma, 4, value);
}

uint8_t hw_read8(uint32_t ma)
{
    return (uint8_t)device_read(ma, 1);
}

void hw_write8(uint32_t ma, uint8_t value)
{
    device_write(ma, 1, value);
}

uint32_t hw_load_reserved(uint32_t ma)
{
    const uint8_t *at = machine_ram(hw_host.machine, ma, 4);
    if (!at || ma % 4) {
        end(HW_TRAPPED);
    }
    hart()->reserved = true;
    hart()->reservation = ma;
    return machine_word(at);
}

bool hw_store_conditional(uint32_t ma, uint32_t value)
{
    bool success = hart()->reserved && hart()->reservation == ma;
    hart()->reserved = false;
    if (success) {
        device_write(ma, 4, value);
    }
    return success;
}

void hw_clear_reservation(void)
{
    hart()->reserved = false;
}

/* In wfi a step is either the passing of time or the waking; no instruction is executed. */
void hw_wait(void)
{
    struct machine *m = hw_host.machine;
    m->waiting = !priv_wakes(&m->hart.priv);
    while (m->waiting) {
        bool idle = machine_step(m) == STOP_IDLE;
        if (idle && !(hw_host.idle && hw_host.idle())) {
            end(HW_IDLE);
        }
    }
}

_Noreturn void hw_halt(uint32_t finisher_word)
{
    hw_host.finisher = finisher_word;
    device_write(FINISHER_BASE, 4, finisher_word);
    end(HW_HALTED);
}

/* There is no assembly on the host: the C handles every trap. */
void hw_trap_vector(enum trap_vector vector)
{
    hart()->priv.mtvec = (uint32_t)vector;
}

void hw_probe(enum probe event, uint32_t value)
{
    hw_host.probes[event]++;
    hw_host.probe_value[event] = value;
}
