/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/board.h"

#include <stdio.h>

#include "isa/board.h"

enum { PHANDLE_CPU = 1, PHANDLE_PLIC = 2, PHANDLE_FINISHER = 3 };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A node for something at `base`, named name@base, with its reg property; left open. */
static void begin_at(struct dtb *f, const char *name, uint32_t base, uint32_t size)
{
    char node[48];
    const uint32_t reg[] = {0, base, 0, size};
    snprintf(node, sizeof node, "%s@%x", name, base);
    dtb_begin(f, node);
    dtb_cells(f, "reg", reg, COUNT(reg));
}

static void put_cpu(struct dtb *f, const struct board *b)
{
    dtb_begin(f, "cpus");
    dtb_cell(f, "#address-cells", 1);
    dtb_cell(f, "#size-cells", 0);
    dtb_cell(f, "timebase-frequency", TIMEBASE_HZ);
    dtb_begin(f, "cpu@0");
    dtb_string(f, "device_type", "cpu");
    dtb_cell(f, "reg", 0);
    dtb_string(f, "status", "okay");
    dtb_string(f, "mmu-type", "riscv,none");
    dtb_string(f, "compatible", "riscv");
    dtb_string(f, "riscv,isa", "rv32ima_zicsr_zifencei_zicntr");
    dtb_string(f, "trapeze,isa", b->isa);
    dtb_cell(f, "clock-frequency", CORE_HZ);
    dtb_begin(f, "interrupt-controller");
    dtb_cell(f, "#interrupt-cells", 1);
    dtb_bytes(f, "interrupt-controller", NULL, 0);
    dtb_string(f, "compatible", "riscv,cpu-intc");
    dtb_cell(f, "phandle", PHANDLE_CPU);
    dtb_end(f);
    dtb_end(f);
    dtb_end(f);
}

static void put_clint(struct dtb *f)
{
    const uint32_t lines[] = {PHANDLE_CPU, IRQ_software, PHANDLE_CPU, IRQ_timer};
    static const char compatible[] = "sifive,clint0\0riscv,clint0";
    begin_at(f, "clint", CLINT_BASE, CLINT_SIZE);
    dtb_bytes(f, "compatible", compatible, sizeof compatible);
    dtb_cells(f, "interrupts-extended", lines, COUNT(lines));
    dtb_end(f);
}

static void put_plic(struct dtb *f)
{
    const uint32_t lines[] = {PHANDLE_CPU, IRQ_external};
    static const char compatible[] = "sifive,plic-1.0.0\0riscv,plic0";
    begin_at(f, "plic", PLIC_BASE, PLIC_SIZE);
    dtb_bytes(f, "compatible", compatible, sizeof compatible);
    dtb_cell(f, "#interrupt-cells", 1);
    dtb_cell(f, "#address-cells", 0);
    dtb_bytes(f, "interrupt-controller", NULL, 0);
    dtb_cells(f, "interrupts-extended", lines, COUNT(lines));
    dtb_cell(f, "riscv,ndev", PLIC_SOURCES - 1);
    dtb_cell(f, "phandle", PHANDLE_PLIC);
    dtb_end(f);
}

/* A device with one interrupt line; left open. */
static void begin_device(struct dtb *f, const char *name, uint32_t base, uint32_t size,
                         const char *compatible, uint32_t irq)
{
    begin_at(f, name, base, size);
    dtb_string(f, "compatible", compatible);
    dtb_cell(f, "interrupts", irq);
    dtb_cell(f, "interrupt-parent", PHANDLE_PLIC);
}

static void put_uart(struct dtb *f)
{
    begin_device(f, "serial", UART_BASE, UART_SIZE, "ns16550a", UART_IRQ);
    dtb_cell(f, "clock-frequency", 3686400);
    dtb_end(f);
}

static void put_rtc(struct dtb *f)
{
    begin_device(f, "rtc", RTC_BASE, RTC_SIZE, "google,goldfish-rtc", RTC_IRQ);
    dtb_end(f);
}

static void put_virtio(struct dtb *f)
{
    for (uint32_t i = 0; i < VIRTIO_SLOTS; i++) {
        uint32_t base = VIRTIO_BASE + i * VIRTIO_SLOT_SIZE;
        begin_device(f, "virtio_mmio", base, VIRTIO_SLOT_SIZE, "virtio,mmio", VIRTIO_IRQ + i);
        dtb_end(f);
    }
}

static void put_finisher(struct dtb *f)
{
    static const char compatible[] = "sifive,test1\0sifive,test0\0syscon";
    begin_at(f, "test", FINISHER_BASE, FINISHER_SIZE);
    dtb_bytes(f, "compatible", compatible, sizeof compatible);
    dtb_cell(f, "phandle", PHANDLE_FINISHER);
    dtb_end(f);
}

/* How to end the run by a word to the finisher: bindings syscon-poweroff and syscon-reboot. */
static void put_syscon(struct dtb *f, const char *name, const char *compatible, uint32_t word)
{
    dtb_begin(f, name);
    dtb_string(f, "compatible", compatible);
    dtb_cell(f, "regmap", PHANDLE_FINISHER);
    dtb_cell(f, "offset", 0);
    dtb_cell(f, "value", word);
    dtb_end(f);
}

static void put_chosen(struct dtb *f, const struct board *b)
{
    dtb_begin(f, "chosen");
    dtb_string(f, "stdout-path", "/soc/serial@10000000");
    if (b->bootargs) {
        dtb_string(f, "bootargs", b->bootargs);
    }
    if (b->initrd_size) {
        dtb_cell(f, "linux,initrd-start", b->initrd);
        dtb_cell(f, "linux,initrd-end", b->initrd + b->initrd_size);
    }
    if (b->chosen) {
        b->chosen(f, b->context);
    }
    dtb_end(f);
}

uint8_t *board_tree(const struct board *b, size_t *size)
{
    struct dtb f = {.failed = false};
    dtb_begin(&f, "");
    dtb_cell(&f, "#address-cells", 2);
    dtb_cell(&f, "#size-cells", 2);
    dtb_string(&f, "compatible", "riscv-virtio");
    dtb_string(&f, "model", "trapeze,pg32");
    begin_at(&f, "memory", RAM_BASE, b->ram_size);
    dtb_string(&f, "device_type", "memory");
    dtb_end(&f);
    put_cpu(&f, b);
    dtb_begin(&f, "soc");
    dtb_cell(&f, "#address-cells", 2);
    dtb_cell(&f, "#size-cells", 2);
    dtb_string(&f, "compatible", "simple-bus");
    dtb_bytes(&f, "ranges", NULL, 0);
    put_clint(&f);
    put_plic(&f);
    put_uart(&f);
    put_virtio(&f);
    put_rtc(&f);
    put_finisher(&f);
    dtb_end(&f);
    put_syscon(&f, "poweroff", "syscon-poweroff", FINISHER_PASS);
    put_syscon(&f, "reboot", "syscon-reboot", FINISHER_RESET);
    put_chosen(&f, b);
    dtb_end(&f);
    return dtb_finish(&f, size);
}
