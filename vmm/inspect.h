/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Inspection: one table through which a monitor lets itself be looked at. It says where the VMs
 * stand in the monitor's memory and at which offset each field of inspect.def is, so publishing
 * costs nothing at run time. The address of the table is announced by the INSPECT probe.
 *
 * For a reader it is untrusted input: check every address and bound, use it for display only,
 * never for isolation or grading. Data only: this is all that the panel knows of a monitor.
 */
#ifndef VMM_INSPECT_H
#define VMM_INSPECT_H

#include <stdint.h>

#define INSPECT_MAGIC 0x32334754u /* "TG32" */
#define INSPECT_VERSION 3u

/* Bytes from one slot of a guest's TLB to the next; it begins with hi and lo. */
enum { INSPECT_SLOT_SIZE = 16 };

/*
 * Bytes of the structs of isa/dev/, which hold no pointers, so that they are alike on machine and
 * host; of how many virtio slots; and of the buffer of input.
 */
enum {
    INSPECT_UART_SIZE = 30,
    INSPECT_CLINT_SIZE = 24,
    INSPECT_PLIC_SIZE = 168,
    INSPECT_RTC_SIZE = 24,
    INSPECT_VIRTIO_SIZE = 200,
    INSPECT_VIRTIO = 2,
    INSPECT_INPUT = 256
};

/* Address spaces of a VM: one for each of its ASIDs, then the one without translation. */
enum { INSPECT_SPACES = 257 };

/* Words of the machine frames that nobody has, from `frames` on. */
enum {
    INSPECT_FRAME_NEXT, /* from here to the end they have never been handed out */
    INSPECT_FRAME_END,
    INSPECT_FRAME_FREE, /* the first one that was returned, whose first word leads on; or 0 */
    INSPECT_FRAMES_LEFT
};

enum inspect_field {
#define FIELD(name, member, words) INSPECT_##name,
#include "vmm/inspect.def"
    INSPECT_FIELDS
};

/* All words little-endian, as the machine stores them; addresses of the monitor's own level. */
struct inspect {
    uint32_t magic, version;
    uint32_t vms;        /* address of the first VM */
    uint32_t stride;     /* bytes from one VM to the next */
    uint32_t count;      /* of VMs */
    uint32_t current;    /* address of the word that holds the address of the VM that runs */
    uint32_t fields;     /* INSPECT_FIELDS of the monitor */
    uint32_t generation; /* address of the word that holds the generation of real ASIDs */
    uint32_t frames;     /* address of the words about frames */
    uint32_t offset[INSPECT_FIELDS];
};

/* Fill in the table and announce it. For the monitor. */
void inspect_publish(void);

#endif
