/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places: what they translate to, what is there, and writing to them. */
#include "debug_place.h"

#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "debug.h"

static const struct session *session_of(const struct debugger *d)
{
    return &d->session;
}

/* --- who translates --- */

bool debug_lends(const struct session *s, unsigned layer)
{
    const struct ledger *inner =
        s->monitored ? ledger_inner(session_ledger(s, layer - 1), s->guests[layer - 1].kin->index)
                     : NULL;
    return inner && !inner->in_monitor;
}

/* A frame of RAM, or something else. */
static enum readable at_machine(const struct machine *m, uint32_t ma, enum readable if_memory)
{
    return machine_ram(m, ma, 1) ? if_memory : READ_DEVICE;
}

/* As the hart does, or would do in that address space. */
static enum readable by_hart(struct debugger *d, const struct place *at, enum access access,
                             uint32_t *ma)
{
    struct machine *m = d->session.machine;
    uint32_t cause = at->space == SPACE_ASID
                         ? tlb_translate(&m->hart.tlb, at->address, at->asid, access, ma)
                         : machine_translate(m, at->address, access, ma);
    return cause ? READ_UNMAPPED : at_machine(m, *ma, READ_MEMORY);
}

/* The VM's physical address, by the TLB that its monitor keeps for it. */
static uint32_t to_physical(const struct claims *c, const struct session *s, const struct place *at,
                            enum access access, uint32_t *pa)
{
    *pa = at->address;
    if (at->space == SPACE_ASID) {
        return claims_translate_in(c, at->layer, at->asid, at->address, access, pa);
    }
    bool physical = at->space == SPACE_PHYSICAL || debug_lends(s, at->layer);
    return physical ? 0 : claims_physical(c, at->layer, at->address, access, pa);
}

/* *ma is 0 if the page has no frame yet, and holds zeros. */
static enum readable by_claims(const struct debugger *d, const struct place *at, enum access access,
                               uint32_t *ma)
{
    struct claims c;
    const struct session *s = session_of(d);
    uint32_t known, pa;
    if (claims_open_of(&c, s, at->layer) || !claims_word(&c, at->layer, INSPECT_matp, 0, &known)) {
        return at->layer == layer_running(s) ? READ_UNMAPPED : READ_ELSEWHERE;
    }
    if (to_physical(&c, s, at, access, &pa)) {
        return READ_UNMAPPED;
    }
    if (claims_machine(&c, at->layer, pa, ma)) {
        return READ_CLAIMED;
    }
    bool its_own = pa - RAM_BASE < claims_value(&c, at->layer, INSPECT_memory_size, 0);
    return its_own ? READ_ELSEWHERE : READ_DEVICE;
}

/* The same addresses whoever runs: the machine's, and those of its monitor, or of its only guest.
 */
static bool is_machine(const struct session *s, const struct place *at)
{
    if (at->layer == LAYER_MACHINE) {
        return true;
    }
    bool owner = at->layer == LAYER_MONITOR || !s->monitored;
    bool runs = at->layer == layer_running(s);
    return owner && (at->space == SPACE_PHYSICAL || (at->space == SPACE_CURRENT && !runs));
}

/* As debug_translate(); but *ma is 0 if there is nothing yet, and zeros are read. */
static enum readable translate(struct debugger *d, const struct place *at, enum access access,
                               uint32_t *ma)
{
    const struct session *s = session_of(d);
    *ma = at->address;
    if (is_machine(s, at)) {
        return at_machine(s->machine, *ma, READ_MEMORY);
    }
    bool vm = s->monitored && at->layer != LAYER_MONITOR;
    bool runs = at->layer == layer_running(s) && at->space == SPACE_CURRENT;
    enum readable result = !vm || runs ? by_hart(d, at, access, ma) : READ_ELSEWHERE;
    if (vm && result > READ_DEVICE) {
        return by_claims(d, at, access, ma);
    }
    return result;
}

enum readable debug_translate(struct debugger *d, const struct place *at, enum access access,
                              uint32_t *machine)
{
    enum readable result = translate(d, at, access, machine);
    return result <= READ_CLAIMED && *machine == 0 ? READ_UNMAPPED : result;
}

/* --- reading --- */

/* Bytes of the layer's image from there on, as many as it has. */
static size_t image_bytes(const struct image *image, uint32_t address, uint8_t *bytes, size_t count)
{
    for (size_t i = 0; image && i < image->segment_count; i++) {
        const struct segment *s = &image->segments[i];
        uint32_t offset = address - s->address;
        if (offset < s->file_size) {
            size_t left = s->file_size - offset;
            count = count < left ? count : left;
            memcpy(bytes, s->bytes + offset, count);
            return count;
        }
    }
    return 0;
}

/* A piece that lies in one page; how much of it could be read. */
static size_t read_piece(struct debugger *d, const struct place *at, enum access access,
                         uint8_t *bytes, size_t count, enum readable *from)
{
    uint32_t ma;
    *from = translate(d, at, access, &ma);
    if (*from <= READ_CLAIMED) {
        const uint8_t *memory = ma != 0 ? machine_ram(d->session.machine, ma, count) : NULL;
        memory ? memcpy(bytes, memory, count) : memset(bytes, 0, count);
        return count;
    }
    const struct image *image = layer_image(session_of(d), at->layer);
    bool code = access == ACCESS_FETCH && *from != READ_DEVICE;
    size_t n = code ? image_bytes(image, at->address, bytes, count) : 0;
    *from = n > 0 ? READ_IMAGE : *from;
    return n;
}

size_t debug_bytes(struct debugger *d, const struct place *at, enum access access, uint8_t *bytes,
                   size_t count, enum readable *from)
{
    struct place p = *at;
    size_t done = 0;
    *from = READ_MEMORY;
    while (done < count) {
        size_t room = PAGE_SIZE - (p.address & PAGE_OFFSET);
        size_t piece = count - done < room ? count - done : room;
        enum readable one;
        size_t n = read_piece(d, &p, access, bytes + done, piece, &one);
        *from = one > *from ? one : *from;
        if (n == 0) {
            break;
        }
        done += n;
        p.address += (uint32_t)n;
    }
    return done;
}

enum readable debug_read(struct debugger *d, const struct place *at, enum access access,
                         unsigned size, uint32_t *value)
{
    uint8_t b[4] = {0, 0, 0, 0};
    enum readable from;
    debug_bytes(d, at, access, b, size < sizeof b ? size : sizeof b, &from);
    *value = from <= READ_IMAGE ? machine_word(b) : 0;
    return from;
}

bool debug_unreadable(struct debugger *d, const struct place *at, enum readable why)
{
    const char *name = layer_name(session_of(d), at->layer);
    bool runs = at->layer == layer_running(session_of(d));
    switch (why) {
    case READ_ELSEWHERE:
        return debug_error(d,
                           "%s does not run now, so 0x%08x cannot be translated; "
                           "machine:ADDR is physical memory",
                           name, at->address);
    case READ_UNMAPPED:
        if (at->space == SPACE_ASID) {
            return debug_error(d, "0x%08x: no TLB entry of %s for ASID %u lets it be read now",
                               at->address, name, at->asid);
        }
        return debug_error(d, "0x%08x: no TLB entry%s%s lets it be read now", at->address,
                           runs ? "" : " of ", runs ? "" : name);
    case READ_DEVICE:
    case READ_IMAGE:
    case READ_CLAIMED:
    case READ_MEMORY:
        break;
    }
    return debug_error(d, "0x%08x: not memory", at->address);
}

/* --- writing --- */

/* Where a byte can be written; a debugger needs no permission, only a mapping. */
static enum readable to_write(struct debugger *d, const struct place *at, uint32_t *ma)
{
    static const enum access any[] = {ACCESS_STORE, ACCESS_LOAD, ACCESS_FETCH};
    enum readable result = READ_UNMAPPED;
    for (unsigned i = 0; i < sizeof any / sizeof any[0] && result == READ_UNMAPPED; i++) {
        result = translate(d, at, any[i], ma);
    }
    return result;
}

static bool unwritable(struct debugger *d, const struct place *at, enum readable why)
{
    return why <= READ_CLAIMED ? debug_error(d,
                                             "0x%08x: its page has no machine frame yet: it is "
                                             "given when it is first used",
                                             at->address)
                               : debug_unreadable(d, at, why);
}

/* One pass to see that all can be written, a second to write. */
static bool write_pages(struct debugger *d, const struct place *at, const uint8_t *bytes,
                        size_t count, bool now)
{
    struct place p = *at;
    for (size_t done = 0, n; done < count; done += n, p.address += (uint32_t)n) {
        size_t room = PAGE_SIZE - (p.address & PAGE_OFFSET);
        uint32_t ma;
        n = count - done < room ? count - done : room;
        enum readable result = to_write(d, &p, &ma);
        if (result > READ_CLAIMED || ma == 0) {
            return unwritable(d, &p, result);
        }
        if (now) {
            memcpy(machine_ram_write(d->session.machine, ma, n), bytes + done, n);
        }
    }
    return true;
}

bool debug_write(struct debugger *d, const struct place *at, const uint8_t *bytes, size_t count)
{
    return write_pages(d, at, bytes, count, false) && write_pages(d, at, bytes, count, true);
}
