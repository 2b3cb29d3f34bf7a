/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sound.h"

#include <stdio.h>

#include "isa/disasm.h"

/* What a monitor asks of its machine: that no class of rows offends this theorem. */
struct demand {
    enum variant variant;
    unsigned theorem; /* index in offends[] of isa_classes */
    bool by_mode;
};

static bool offends(const struct demand *d, enum insn_class class)
{
    enum insn_class is = isa_class_in(class, d->variant);
    return isa_classes[is].offends[d->theorem] && !(is == CLASS_BYPASSING && d->by_mode);
}

/* The first row that offends. Of those that reach storage, fetching instructions comes first. */
static bool offending_row(const struct demand *d, char offender[SOUND_NAME])
{
    for (unsigned op = 0; op < OP_COUNT; op++) {
        const struct row *r = &isa_rows[op];
        enum insn_class class = (enum insn_class)r->class;
        if ((r->variants >> d->variant & 1) && offends(d, class)) {
            char name[CSR_NAME_SIZE];
            isa_mnemonic((enum op)op, name);
            snprintf(offender, SOUND_NAME, "%s", class == CLASS_STORAGE ? "fetch" : name);
            return true;
        }
    }
    return false;
}

struct csr_row {
    const char *name;
    enum insn_class class;
    unsigned variants;
};

static const struct csr_row csr_rows[] = {
#define CSR(number, name, class, variants, ...) {#name, CLASS_##class, VARIANTS_##variants},
#define CSR_RANGE(first, last, name, class, variants, ...)                                         \
    {#name, CLASS_##class, VARIANTS_##variants},
#include "isa/csr.def"
};

static bool offending_csr(const struct demand *d, char offender[SOUND_NAME])
{
    for (unsigned i = 0; i < sizeof csr_rows / sizeof csr_rows[0]; i++) {
        const struct csr_row *r = &csr_rows[i];
        if ((r->variants >> d->variant & 1) && offends(d, r->class)) {
            snprintf(offender, SOUND_NAME, "csrr %s", r->name);
            return true;
        }
    }
    return false;
}

bool sound_pair(enum variant v, enum monitor_kind kind, bool by_mode, char offender[SOUND_NAME])
{
    struct demand d = {v, kind == MONITOR_HYBRID, by_mode};
    return kind == MONITOR_NONE || !(offending_row(&d, offender) || offending_csr(&d, offender));
}

/* What would do instead. */
static const char *advice(enum variant v)
{
    char offender[SOUND_NAME];
    if (!sound_pair(v, MONITOR_HYBRID, false, offender)) {
        return "monitor.kind none";
    }
    return sound_pair(v, MONITOR_VMM, true, offender) ? "hybrid, monitor.effective_r mode"
                                                      : "hybrid";
}

/* Whatever it was that chose the VM's monitor, or else the machine. */
static int refuse(const struct config *c, const struct config_vm *vm, const char *offender,
                  const char *permission)
{
    static const char *const kinds[] = {[MONITOR_VMM] = "vmm", [MONITOR_HYBRID] = "hybrid"};
    bool by_vm = vm->monitor_at.file != NULL;
    bool by_kind = c->monitor.kind_at.file != NULL;
    struct where at = by_vm ? vm->monitor_at : by_kind ? c->monitor.kind_at : c->machine.isa_at;
    bool hybrid = vm->monitor == MONITOR_HYBRID;
    return diag_at(at,
                   "%s: %s is unsound on %s: `%s` is %s and not privileged (Theorem %d): "
                   "expected %s, or %s",
                   by_vm     ? "vms.monitor"
                   : by_kind ? "monitor.kind"
                             : "machine.isa",
                   kinds[vm->monitor], isa_variant_names[c->machine.isa], offender,
                   hybrid ? "user-sensitive" : "sensitive", hybrid ? 3 : 1,
                   advice((enum variant)c->machine.isa), permission);
}

int sound_check(const struct config *c, bool unsound)
{
    return sound_check_unless(c, unsound, "--unsound");
}

int sound_check_unless(const struct config *c, bool unsound, const char *permission)
{
    bool by_mode = c->monitor.effective_r == EFFECTIVE_R_MODE;
    for (unsigned i = 0; i < c->vms_count && !unsound; i++) {
        const struct config_vm *vm = &c->vms[i];
        char offender[SOUND_NAME];
        if (!sound_pair((enum variant)c->machine.isa, (enum monitor_kind)vm->monitor, by_mode,
                        offender)) {
            return refuse(c, vm, offender, permission);
        }
    }
    return 0;
}
