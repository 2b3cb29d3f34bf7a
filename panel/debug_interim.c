/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What debug_place.h and debug.h declare, of the layer that runs only: used as long as the program
 * has no better definitions of these.
 */
#include "debug.h"

#define WEAK __attribute__((weak))

WEAK bool debug_unreadable(struct debugger *d, const struct place *at, enum readable why)
{
    return debug_error(d,
                       why == READ_UNMAPPED ? "0x%08x: no TLB entry lets it be read now"
                       : why == READ_ELSEWHERE
                           ? "0x%08x cannot be translated: its layer does not run now"
                           : "0x%08x: not memory",
                       at->address);
}

WEAK enum readable debug_translate(struct debugger *d, const struct place *at, enum access access,
                                   uint32_t *machine)
{
    struct machine *m = d->session.machine;
    *machine = at->address;
    if (at->layer != LAYER_MACHINE) {
        if (at->layer != layer_running(&d->session) || at->space != SPACE_CURRENT) {
            return READ_ELSEWHERE;
        }
        if (machine_translate(m, at->address, access, machine) != 0) {
            return READ_UNMAPPED;
        }
    }
    return machine_ram(m, *machine, 1) ? READ_MEMORY : READ_DEVICE;
}

WEAK enum readable debug_read(struct debugger *d, const struct place *at, enum access access,
                              unsigned size, uint32_t *value)
{
    enum readable result = READ_MEMORY;
    *value = 0;
    for (unsigned i = 0; i < size && result == READ_MEMORY; i++) {
        struct place one = *at;
        uint32_t machine;
        one.address += i;
        result = debug_translate(d, &one, access, &machine);
        if (result == READ_MEMORY) {
            *value |= (uint32_t)*machine_ram(d->session.machine, machine, 1) << 8 * i;
        }
    }
    return result;
}

WEAK bool debug_write(struct debugger *d, const struct place *at, const uint8_t *bytes,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct place one = *at;
        uint32_t machine;
        one.address += (uint32_t)i;
        enum readable result = debug_translate(d, &one, ACCESS_STORE, &machine);
        if (result != READ_MEMORY) {
            return debug_unreadable(d, &one, result);
        }
        *machine_ram_write(d->session.machine, machine, 1) = bytes[i];
    }
    return true;
}

static bool not_running(struct debugger *d, unsigned layer)
{
    return debug_error(d, "%s does not run now", layer_name(&d->session, layer));
}

WEAK bool debug_registers(struct debugger *d, unsigned layer, struct registers *out)
{
    const struct hart *h = &d->session.machine->hart;
    if (layer != layer_running(&d->session)) {
        return not_running(d, layer);
    }
    for (unsigned i = 0; i < 32; i++) {
        out->x[i] = h->x[i];
    }
    out->pc = h->pc;
    return true;
}

WEAK bool debug_set_register(struct debugger *d, unsigned layer, unsigned number, uint32_t value)
{
    struct hart *h = &d->session.machine->hart;
    if (layer != layer_running(&d->session)) {
        return not_running(d, layer);
    }
    if (number == 0) {
        return debug_error(d, "x0 is always 0");
    }
    *(number == REGISTER_PC ? &h->pc : &h->x[number]) = value;
    return true;
}

WEAK bool debug_csr(struct debugger *d, unsigned layer, uint32_t number, uint32_t *value)
{
    if (d->session.monitored && layer != LAYER_MACHINE && layer != LAYER_MONITOR) {
        return not_running(d, layer);
    }
    machine_count(d->session.machine);
    return priv_csr_read(&d->session.machine->hart.priv, number, value);
}

WEAK bool debug_set_csr(struct debugger *d, unsigned layer, uint32_t number, uint32_t value)
{
    if (d->session.monitored && layer != LAYER_MACHINE && layer != LAYER_MONITOR) {
        return not_running(d, layer);
    }
    return priv_csr_write(&d->session.machine->hart.priv, number, value) ||
           debug_error(d, "that CSR cannot be written");
}

WEAK void debug_changed(struct debugger *d)
{
    (void)d;
}
