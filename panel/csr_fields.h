/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The named fields of control registers: mstatus.MPP, matp.ASID and so on. Constant data only, for
 * whoever shows a CSR or understands an expression.
 */
#ifndef PANEL_CSR_FIELDS_H
#define PANEL_CSR_FIELDS_H

#include <stddef.h>

#include "isa/priv.h"

/* A field that is no number has words, one for each value. */
struct csr_field {
    uint16_t csr;
    const char *name;
    uint32_t mask;
    const char *const *words;
};

/* Ends with a null name. */
extern const struct csr_field csr_fields[];

/* The field so named, or null. */
const struct csr_field *csr_field(uint32_t csr, const char *name);

/* The weight of a field's lowest bit. */
static inline uint32_t csr_field_unit(const struct csr_field *f)
{
    return f->mask & (0u - f->mask);
}

static inline uint32_t csr_field_value(const struct csr_field *f, uint32_t csr)
{
    return (csr & f->mask) / csr_field_unit(f);
}

#endif
