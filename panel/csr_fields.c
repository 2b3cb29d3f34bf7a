/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csr_fields.h"

#include <string.h>

static const char *const modes[] = {"user", "1", "2", "supervisor"};
static const char *const vectors[] = {"direct", "vectored", "2", "3"};

const struct csr_field csr_fields[] = {
    {CSR_mstatus, "MIE", MSTATUS_MIE, NULL},
    {CSR_mstatus, "MPIE", MSTATUS_MPIE, NULL},
    {CSR_mstatus, "MPP", MSTATUS_MPP, modes},
    {CSR_mstatus, "TW", MSTATUS_TW, NULL},
    {CSR_mtvec, "MODE", 3, vectors},
    {CSR_mie, "software", MIE_SOFTWARE, NULL},
    {CSR_mie, "timer", MIE_TIMER, NULL},
    {CSR_mie, "external", MIE_EXTERNAL, NULL},
    {CSR_mip, "software", MIE_SOFTWARE, NULL},
    {CSR_mip, "timer", MIE_TIMER, NULL},
    {CSR_mip, "external", MIE_EXTERNAL, NULL},
    {CSR_matp, "TE", MATP_TE, NULL},
    {CSR_matp, "OTE", MATP_OTE, NULL},
    {CSR_matp, "ASID", MATP_ASID, NULL},
    {CSR_mcounteren, "cycle", COUNTER_CYCLE, NULL},
    {CSR_mcounteren, "time", COUNTER_TIME, NULL},
    {CSR_mcounteren, "instret", COUNTER_INSTRET, NULL},
    {0, NULL, 0, NULL},
};

const struct csr_field *csr_field(uint32_t csr, const char *name)
{
    for (const struct csr_field *f = csr_fields; f->name; f++) {
        if (f->csr == csr && strcmp(f->name, name) == 0) {
            return f;
        }
    }
    return NULL;
}
