/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a monitor claims of its VMs: its inspection table, read out of simulated memory. Nothing of
 * it is believed: every address is checked, and what comes out is for display only.
 *
 * The table of a monitor that runs in a VM is in that VM's memory, which is where the monitor below
 * claims it to be; so the claims of one are those of all below it, too. claims.c reads tables,
 * claims_vm.c what they say of a VM's memory and privileged state.
 */
#ifndef PANEL_CLAIMS_H
#define PANEL_CLAIMS_H

#include "symbols.h"
#include "vmm/inspect.h"

/* One table; addresses are of its monitor's own level. */
struct claims_table {
    uint32_t vms, stride, count, current, generation, frames;
    uint32_t offset[INSPECT_FIELDS];
    uint32_t pmap, memory; /* of the VM that the monitor is in, as the one below has it */
};

struct claims {
    struct machine *machine;
    unsigned level;                           /* of the monitor whose claims these are */
    unsigned first;                           /* layer of its first VM */
    uint32_t count;                           /* of its VMs */
    struct claims_table table[CONFIG_LEVELS]; /* its own, and those below it, from the machine on */
};

enum { CLAIM_NAME_SIZE = 32, CLAIM_TEXT_SIZE = CLAIM_NAME_SIZE + 1 };

/*
 * The claims of the machine's own monitor; of the one in a VM, or LAYER_MONITOR; of the one that
 * runs a VM. Null, or in words why there is no table, or none that can be understood.
 */
const char *claims_open(struct claims *c, const struct session *s);
const char *claims_open_in(struct claims *c, const struct session *s, unsigned monitor);
const char *claims_open_of(struct claims *c, const struct session *s, unsigned layer);

/* The layer of the monitor that runs a VM: LAYER_MONITOR, or the VM that it is in. */
unsigned claims_monitor(const struct session *s, unsigned layer);

/* --- the monitor's memory --- */

/* Where the machine has an address of the monitor's own; and bytes from there on, which may cross
 * pages. False if it has not. */
bool claims_address(const struct claims *c, uint32_t address, uint32_t *ma);
bool claims_read(const struct claims *c, uint64_t address, void *bytes, size_t size);

/* A word of the four about frames, and that of the generation of ASIDs: 0 where there is none. */
uint32_t claims_frames(const struct claims *c, unsigned index);
uint32_t claims_generation(const struct claims *c);

/* --- fields of a VM: the layer is of one of this monitor's --- */

/* Where a field is in the monitor's memory; false if the layer is none of its VMs. */
bool claims_field(const struct claims *c, unsigned layer, enum inspect_field field, size_t offset,
                  uint64_t *address);

/* Word `index` of a field; false if it does not lie in memory. */
bool claims_word(const struct claims *c, unsigned layer, enum inspect_field field, unsigned index,
                 uint32_t *value);

/* `size` bytes of a field, from `offset` on. The second one points to where they lie in memory, if
 * they are in one piece there: in the machine's own monitor's they are. */
bool claims_copy(const struct claims *c, unsigned layer, enum inspect_field field, size_t offset,
                 void *bytes, size_t size);
const uint8_t *claims_bytes(const struct claims *c, unsigned layer, enum inspect_field field,
                            size_t offset, size_t size);

/* A word again, 0 where there is none: for fields that are only printed. A field that is a byte. */
uint32_t claims_value(const struct claims *c, unsigned layer, enum inspect_field field,
                      unsigned index);
bool claims_flag(const struct claims *c, unsigned layer, enum inspect_field field);

/* The VM's name as the monitor has it, fit to be printed. */
void claims_name(const struct claims *c, unsigned layer, char name[CLAIM_TEXT_SIZE]);

/* --- claims_vm.c --- */

/* Where words of a VM's privileged state are: in struct priv, counters aside, and in the table. */
struct claims_member {
    enum inspect_field field;
    size_t offset;
};
extern const struct claims_member claims_members[];
extern const unsigned claims_member_count;

/* What a VM believes of its privileged state; whether its addresses are translated. */
void claims_priv(const struct claims *c, unsigned layer, struct priv *p);
bool claims_relocates(const struct claims *c, unsigned layer);

/* Slots of its own TLB, 0 if that makes no sense, and of the software TLB behind each. */
uint32_t claims_tlb_entries(const struct claims *c, unsigned layer);
uint32_t claims_tlb_ways(const struct claims *c, unsigned layer);

/* Entry `index` of the TLB that the guest believes to have, then those of the software TLB behind
 * each; invalid where there is none. */
struct tlb_entry claims_tlb_entry(const struct claims *c, unsigned layer, unsigned index);
void claims_tlb_copy(const struct claims *c, unsigned layer, unsigned first, unsigned count,
                     struct tlb_entry *to);

/*
 * The slot that serves va under asid, of its own TLB or else the software TLB, or TLB_NONE.
 */
int claims_tlb_find(const struct claims *c, unsigned layer, uint32_t va, uint32_t asid,
                    struct tlb_entry *e);

/*
 * The physical address of a VM's address in an address space of its own, or in the one that it is
 * in: 0, or the cause of the fault that it would see.
 */
uint32_t claims_translate_in(const struct claims *c, unsigned layer, uint32_t asid, uint32_t va,
                             enum access access, uint32_t *pa);
uint32_t claims_physical(const struct claims *c, unsigned layer, uint32_t va, enum access access,
                         uint32_t *pa);

/*
 * The machine address of a VM's physical address. False if that is none of its memory; *ma is 0 if
 * it is, and the page has no frame yet: it holds zeros.
 */
bool claims_machine(const struct claims *c, unsigned layer, uint32_t pa, uint32_t *ma);

/* The same one level down only: an address of the monitor's own. */
bool claims_frame(const struct claims *c, unsigned layer, uint32_t pa, uint32_t *frame);

/*
 * The ASID under which the monitor's own TLB holds an address space of a VM (INSPECT_SPACES - 1:
 * the one without translation), or 0 if it has none now.
 */
uint32_t claims_asid(const struct claims *c, unsigned layer, uint32_t space);

#endif
