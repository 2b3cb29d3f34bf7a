/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signature.h"

#include "claims.h"
#include "session.h"

int signature_find(struct signature *sig, const struct image *image, struct where at)
{
    const struct symbol *begin = image_symbol(image, "begin_signature");
    const struct symbol *end = image_symbol(image, "end_signature");
    if (!begin || !end) {
        return diag_at(at, "the image has no symbol %s_signature", begin ? "end" : "begin");
    }
    uint32_t size = end->address - begin->address;
    if (end->address <= begin->address || begin->address % 4 != 0 || size % 4 != 0 ||
        size > RAM_MAX) {
        return diag_at(at,
                       "begin_signature is 0x%08x and end_signature 0x%08x: expected "
                       "words between them",
                       begin->address, end->address);
    }
    sig->start = begin->address;
    sig->size = size;
    return 0;
}

/* The guest's byte at physical address pa; what is not its memory, or was never touched, is 0. */
static uint8_t byte_at(const struct session *s, const struct claims *c, unsigned guest, uint32_t pa)
{
    uint32_t ma = pa;
    if (s->monitored && !claims_machine(c, guest + 1, pa, &ma)) {
        return 0;
    }
    const uint8_t *byte = machine_ram(s->machine, ma, 1);
    return byte ? *byte : 0;
}

void signature_take(struct signature *sig, const struct session *s, unsigned guest)
{
    struct claims c = {.machine = NULL};
    sig->taken_at = sig->taken_at > 0 ? sig->taken_at : s->machine->instructions;
    if (sig->size == 0 || sig->bytes) {
        return;
    }
    sig->bytes = xmalloc(sig->size);
    bool known = !s->monitored || claims_open(&c, s) == NULL;
    for (uint32_t i = 0; i < sig->size; i++) {
        sig->bytes[i] = known ? byte_at(s, &c, guest, sig->start + i) : 0;
    }
}

void signature_write(const struct signature *sig, FILE *f)
{
    for (uint32_t i = 0; i < sig->size; i += 4) {
        const uint8_t *b = sig->bytes + i;
        fprintf(f, "%02x%02x%02x%02x\n", b[3], b[2], b[1], b[0]);
    }
}
