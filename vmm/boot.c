/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Boot: from the device tree's /chosen/trapeze to VMs that can run. Addresses there are of the
 * monitor's own level, so a monitor in a VM boots in the same way.
 *
 *     trapeze { soft-tlb, asids, fast-paths (0 or 1), quantum (cycles),
 *         images (start of the staged bytes), epoch (seconds since 1970 at reset),
 *         mtlbrand (of each VM at reset; absent: 0),
 *         round-robin, idle-kept (0 or 1: schedule.h; absent: 0),
 *         virtio-legacy (0 or 1), misaligned-traps (1: of loads and stores, in hardware),
 *         effective-r (1: from the mode too);
 *         vm@i { name, technique, virtual-clock (0 or 1), memory (bytes), weight, cap (percent),
 *                entry, device-tree (physical addresses),
 *                tohost (physical, if it has one),
 *                disk: <first sector, sectors> of the machine's, if it has one,
 *                virtio-console (0 or 1: input goes there),
 *                special-page (0 or 1),
 *                segments: triples <physical address, bytes, where staged> } }
 */
#include "isa/text.h"
#include "vmm/allocator.h"
#include "vmm/board.h"
#include "vmm/console.h"
#include "vmm/count.h"
#include "vmm/fast.h"
#include "vmm/fdt.h"
#include "vmm/hw.h"
#include "vmm/inspect.h"
#include "vmm/memory.h"
#include "vmm/resume.h"
#include "vmm/schedule.h"
#include "vmm/special.h"
#include "vmm/stop.h"
#include "vmm/technique.h"

enum { CELLS_PER_SEGMENT = 3 };

struct vmm vmm;

static void find_variant(const struct fdt *f)
{
    const char *wanted = fdt_string(f, fdt_find(f, "/cpus/cpu"), "trapeze,isa");
    for (uint32_t i = 0; i < VARIANT_COUNT; i++) {
        if (text_same(isa_variant_names[i], wanted)) {
            vmm.variant = (enum variant)i;
            return;
        }
    }
    vmm_panic("the device tree names no variant of PG-32 that this monitor knows", 0);
}

static void copy_string(char *to, const char *from, uint32_t size)
{
    struct text t = text_in(to, size);
    text_put(&t, from);
}

/* One segment into the VM's memory, page by page, giving it frames on the way. */
static void copy_segment(struct vm *vm, uint32_t pa, uint32_t bytes, uint32_t staged)
{
    if (!pmap_has(vm, pa) || bytes > vm->memory_size - (pa - RAM_BASE)) {
        vmm_panic("a VM's image does not lie in its memory; physical address", pa);
    }
    while (bytes > 0) {
        uint32_t room = PAGE_SIZE - (pa & PAGE_OFFSET);
        uint32_t n = bytes < room ? bytes : room;
        __builtin_memcpy(hw_memory(pmap_machine(vm, pa)), hw_memory(staged), n);
        pa += n;
        staged += n;
        bytes -= n;
    }
}

static void load_image(struct vm *vm, const struct fdt *f, fdt_node node)
{
    uint32_t size;
    if (!fdt_property(f, node, "segments", &size)) {
        return;
    }
    for (uint32_t i = 0; i + CELLS_PER_SEGMENT <= size / 4; i += CELLS_PER_SEGMENT) {
        copy_segment(vm, fdt_cell(f, node, "segments", i, 0),
                     fdt_cell(f, node, "segments", i + 1, 0),
                     fdt_cell(f, node, "segments", i + 2, 0));
    }
}

static void boot_memory(struct vm *vm, uint32_t size)
{
    vm->memory_size = size & PAGE_FRAME;
    uint32_t pages = vm->memory_size / PAGE_SIZE;
    vm->pmap = allocator_table(pages * 4);
    for (uint32_t i = 0; i < pages; i++) {
        vm->pmap[i] = PMAP_EMPTY;
    }
}

/* The guest's TLB has as many entries as the real one; the software TLB a whole number of ways. */
static void boot_tlb(struct vm *vm, uint32_t soft_entries)
{
    uint32_t entries = hw_csr_read(CSR_mtlbcfg);
    uint32_t ways = (soft_entries + entries - 1) / entries;
    ways = ways > GUEST_TLB_WAYS_MAX ? GUEST_TLB_WAYS_MAX : ways;
    priv_reset(&vm->vcpu.priv, entries, vmm.variant);
    guest_tlb_init(&vm->vcpu.tlb, entries, ways, allocator_table(guest_tlb_size(entries, ways)));
}

static void boot_vm(struct vm *vm, const struct fdt *f, fdt_node config, fdt_node node)
{
    copy_string(vm->name, fdt_string(f, node, "name"), sizeof vm->name);
    vm->virtual_clock = fdt_cell(f, node, "virtual-clock", 0, 0);
    vm->weight = fdt_cell(f, node, "weight", 0, 1);
    vm->cap = fdt_cell(f, node, "cap", 0, CAP_WHOLE);
    if (vm->weight < 1 || vm->weight > WEIGHT_MAX || vm->cap < 1 || vm->cap > CAP_WHOLE) {
        vmm_panic("a VM's weight or cap in the device tree is out of range:", vm->index);
    }
    vm->technique = technique_find(fdt_string(f, node, "technique"));
    if (vm->technique && vm->technique->boot) {
        vm->technique->boot(vm);
    }
    bool interprets = vm->technique && vm->technique->prepare;
    vm->by_mode =
        vmm.variant == VARIANT_KSEG && (interprets || fdt_cell(f, config, "effective-r", 0, 0));
    boot_memory(vm, fdt_cell(f, node, "memory", 0, 0));
    boot_tlb(vm, fdt_cell(f, config, "soft-tlb", 0, 0));
    vm->vcpu.priv.mtlbrand = fdt_cell(f, config, "mtlbrand", 0, 0);
    vm->extent = (struct extent){fdt_cell(f, node, "disk", 0, 0), fdt_cell(f, node, "disk", 1, 0)};
    vm->virtio_console = fdt_cell(f, node, "virtio-console", 0, 0);
    disk_check(&vm->extent);
    if (fdt_cell(f, node, "special-page", 0, 0)) {
        special_boot(vm);
    }
    vm->vector = fast_choose(vm);
    board_reset(vm);
    load_image(vm, f, node);
    uint32_t tohost = fdt_cell(f, node, "tohost", 0, 0);
    if (tohost) {
        memory_watch_tohost(vm, tohost);
    }
    vm->vcpu.pc = fdt_cell(f, node, "entry", 0, RAM_BASE);
    vm->vcpu.x[11] = fdt_cell(f, node, "device-tree", 0, 0);
}

/* Every page of every VM can have a frame: afterwards the allocator cannot fail. */
static void check_frames(void)
{
    uint32_t pages = 0;
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        const struct vm *vm = &vmm.vms[i];
        uint32_t empty = 0;
        for (uint32_t p = 0; p < vm->memory_size / PAGE_SIZE; p++) {
            empty += vm->pmap[p] == PMAP_EMPTY;
        }
        pages += empty;
    }
    if (pages > vmm.frames_left) {
        vmm_panic("not enough memory for all VMs; frames missing:", pages - vmm.frames_left);
    }
}

static void boot_vms(const struct fdt *f, fdt_node config)
{
    for (fdt_node n = fdt_first(f, config); n; n = fdt_next(f, n)) {
        vmm.vm_count++;
    }
    if (vmm.vm_count == 0 || vmm.vm_count > VM_MAX) {
        vmm_panic("the device tree describes no VMs, or too many:", vmm.vm_count);
    }
    vmm.vms = allocator_table(vmm.vm_count * (uint32_t)sizeof(struct vm));
    vmm.ready.items = allocator_table(vmm.vm_count * (uint32_t)sizeof(struct queue_item));
    vmm.asleep.items = allocator_table(vmm.vm_count * (uint32_t)sizeof(struct queue_item));
    uint32_t i = 0;
    for (fdt_node n = fdt_first(f, config); n; n = fdt_next(f, n)) {
        vmm.vms[i].index = i;
        vmm.vms[i].resume = i << 1;
        boot_vm(&vmm.vms[i], f, config, n);
        i++;
    }
    check_frames();
}

/* A VM that names no technique of this monitor ends before it starts; the others do not mind. */
static void check_techniques(void)
{
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        if (!vmm.vms[i].technique) {
            vm_stop(&vmm.vms[i], VM_STOP_CONFIG, 0);
        }
    }
}

/* Guests run in user mode with interrupts on; wfi and counters trap; only they are counted. */
static void boot_hardware(void)
{
    hw_csr_write(CSR_mstatus, MSTATUS_TW | MSTATUS_MPIE);
    hw_csr_write(CSR_mcounteren, 0);
    hw_csr_write(CSR_minstretcfgh, COUNT_NOT_SUPERVISOR);
    hw_csr_write(CSR_mie, MIE_TIMER | MIE_EXTERNAL);
    hw_csr_write(CSR_mtlbwired, 0);
}

struct vcpu *vmm_boot(uint32_t device_tree)
{
    struct fdt f;
    if (!fdt_open(&f, hw_memory(device_tree))) {
        vmm_panic("there is no device tree at", device_tree);
    }
    fdt_node config = fdt_find(&f, "/chosen/trapeze");
    find_variant(&f);
    allocator_boot(hw_monitor_end(), fdt_cell(&f, config, "images", 0, 0));
    vmm.timer = UINT64_MAX;
    vmm.epoch = fdt_cell(&f, config, "epoch", 0, 0);
    vmm.virtio_legacy = fdt_cell(&f, config, "virtio-legacy", 0, 0);
    vmm.asid_last = fdt_cell(&f, config, "asids", 0, ASID_LAST);
    if (vmm.asid_last < ASID_FIRST || vmm.asid_last > ASID_LAST) {
        vmm_panic("asids in the device tree: not from 1 to 255:", vmm.asid_last);
    }
    vmm.misaligned_traps = fdt_cell(&f, config, "misaligned-traps", 0, 0);
    vmm.quantum_ticks = fdt_cell(&f, config, "quantum", 0, 0) / TICK_CYCLES;
    vmm.round_robin = fdt_cell(&f, config, "round-robin", 0, 0);
    vmm.idle_kept = fdt_cell(&f, config, "idle-kept", 0, 0);
    vmm.fast_paths = fdt_cell(&f, config, "fast-paths", 0, 1);
    fast_boot();
    boot_hardware();
    disk_boot();
    boot_vms(&f, config);
    inspect_publish();
    console_boot();
    check_techniques();
    vmm.current = &vmm.vms[0];
    schedule_boot();
    hw_probe(COST_BOOT, 0);
    return vmm_resume();
}
