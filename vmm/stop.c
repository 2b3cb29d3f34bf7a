/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/stop.h"

#include "isa/dev/finisher.h"
#include "isa/text.h"
#include "vmm/allocator.h"
#include "vmm/console.h"
#include "vmm/hw.h"

enum { MESSAGE_SIZE = 160 };

static const char *const reasons[] = {
    [VM_STOP_NONE] = "runs",
#define VM_STOP(number, id, name, text) [VM_STOP_##id] = text,
#include "isa/vmstop.def"
};

/* "vm bob: stopped at pc 0x80000010: traps in its own trap handler, for ever (illegal ...)" */
static void say_why(const struct vm *vm)
{
    char message[MESSAGE_SIZE];
    struct text t = text_in(message, sizeof message);
    text_put(&t, "vm ");
    text_put(&t, vm->name);
    text_put(&t, ": stopped at pc ");
    text_hex(&t, vm->vcpu.pc);
    text_put(&t, ": ");
    text_put(&t, reasons[vm->stop]);
    if (vm->stop == VM_STOP_TRAP_LOOP) {
        text_put(&t, " (");
        text_put(&t, cause_text(vm->exit_code));
        text_put(&t, ")");
    }
    text_put(&t, "\n");
    console_say(message);
}

void vm_stop(struct vm *vm, enum vm_stop why, uint32_t code)
{
    if (vm->state == VM_STOPPED) {
        return;
    }
    vm->state = VM_STOPPED;
    vm->stop = why;
    vm->exit_code = code;
    if (why != VM_STOP_EXIT && why != VM_STOP_RESET) {
        say_why(vm);
    }
    hw_probe(PROBE_STOP_CODE, code);
    hw_probe(PROBE_STOPPED, vm->index | (uint32_t)why << 8); /* its memory is still to be seen */
    asid_forget_all(vm);
    pmap_release(vm);
    hw_probe(COST_STOP, vm->index);
}

static void finish(struct vm *vm, enum finish how, uint32_t code)
{
    static const enum vm_stop stops[] = {
        [FINISH_EXIT] = VM_STOP_EXIT, [FINISH_RESET] = VM_STOP_RESET, [FINISH_HTIF] = VM_STOP_HTIF};
    if (how != FINISH_NOT) {
        vm_stop(vm, stops[how], code);
    }
}

void vm_tohost(struct vm *vm, uint32_t value)
{
    uint32_t code;
    enum finish how = tohost_word(value, &code);
    finish(vm, how, code);
}

void vm_finisher(struct vm *vm, uint32_t value)
{
    uint32_t code;
    enum finish how = finisher_word(value, &code);
    finish(vm, how, code);
}
