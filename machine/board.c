/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/board.h"

#include <stdio.h>

#include "isa/board.h"

enum { PHANDLE_CPU = 1, PHANDLE_PLIC = 2 };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A node for something at `base`, named name@base, with its reg property; left open. */
static void begin_at(struct fdt *f, const char *name, uint32_t base, uint32_t size)
{
    char node[48];
    const uint32_t reg[] = {0, base, 0, size};
    snprintf(node, sizeof node, "%s@%x", name, base);
    fdt_begin(f, node);
    fdt_cells(f, "reg", reg, COUNT(reg));
}

static void put_cpu(struct fdt *f, const struct board *b)
{
    fdt_begin(f, "cpus");
    fdt_cell(f, "#address-cells", 1);
    fdt_cell(f, "#size-cells", 0);
    fdt_cell(f, "timebase-frequency", TIMEBASE_HZ);
    fdt_begin(f, "cpu@0");
    fdt_string(f, "device_type", "cpu");
    fdt_cell(f, "reg", 0);
    fdt_string(f, "compatible", "riscv");
    fdt_string(f, "riscv,isa", "rv32ima_zicsr_zifencei_zicntr");
    fdt_string(f, "trapeze,isa", b->isa);
    fdt_cell(f, "clock-frequency", CORE_HZ);
    fdt_begin(f, "interrupt-controller");
    fdt_cell(f, "#interrupt-cells", 1);
    fdt_bytes(f, "interrupt-controller", NULL, 0);
    fdt_string(f, "compatible", "riscv,cpu-intc");
    fdt_cell(f, "phandle", PHANDLE_CPU);
    fdt_end(f);
    fdt_end(f);
    fdt_end(f);
}

static void put_clint(struct fdt *f)
{
    const uint32_t lines[] = {PHANDLE_CPU, IRQ_software, PHANDLE_CPU, IRQ_timer};
    static const char compatible[] = "sifive,clint0\0riscv,clint0";
    begin_at(f, "clint", CLINT_BASE, CLINT_SIZE);
    fdt_bytes(f, "compatible", compatible, sizeof compatible);
    fdt_cells(f, "interrupts-extended", lines, COUNT(lines));
    fdt_end(f);
}

static void put_plic(struct fdt *f)
{
    const uint32_t lines[] = {PHANDLE_CPU, IRQ_external};
    static const char compatible[] = "sifive,plic-1.0.0\0riscv,plic0";
    begin_at(f, "plic", PLIC_BASE, PLIC_SIZE);
    fdt_bytes(f, "compatible", compatible, sizeof compatible);
    fdt_cell(f, "#interrupt-cells", 1);
    fdt_cell(f, "#address-cells", 0);
    fdt_bytes(f, "interrupt-controller", NULL, 0);
    fdt_cells(f, "interrupts-extended", lines, COUNT(lines));
    fdt_cell(f, "riscv,ndev", PLIC_SOURCES - 1);
    fdt_cell(f, "phandle", PHANDLE_PLIC);
    fdt_end(f);
}

static void put_uart(struct fdt *f)
{
    begin_at(f, "serial", UART_BASE, UART_SIZE);
    fdt_string(f, "compatible", "ns16550a");
    fdt_cell(f, "clock-frequency", 3686400);
    fdt_cell(f, "interrupts", UART_IRQ);
    fdt_cell(f, "interrupt-parent", PHANDLE_PLIC);
    fdt_end(f);
}

static void put_finisher(struct fdt *f)
{
    static const char compatible[] = "sifive,test1\0sifive,test0\0syscon";
    begin_at(f, "test", FINISHER_BASE, FINISHER_SIZE);
    fdt_bytes(f, "compatible", compatible, sizeof compatible);
    fdt_end(f);
}

static void put_chosen(struct fdt *f, const struct board *b)
{
    fdt_begin(f, "chosen");
    fdt_string(f, "stdout-path", "/soc/serial@10000000");
    if (b->bootargs) {
        fdt_string(f, "bootargs", b->bootargs);
    }
    if (b->chosen) {
        b->chosen(f, b->context);
    }
    fdt_end(f);
}

uint8_t *board_tree(const struct board *b, size_t *size)
{
    struct fdt f = {.failed = false};
    fdt_begin(&f, "");
    fdt_cell(&f, "#address-cells", 2);
    fdt_cell(&f, "#size-cells", 2);
    fdt_string(&f, "compatible", "riscv-virtio");
    fdt_string(&f, "model", "trapeze,pg32");
    begin_at(&f, "memory", RAM_BASE, b->ram_size);
    fdt_string(&f, "device_type", "memory");
    fdt_end(&f);
    put_cpu(&f, b);
    fdt_begin(&f, "soc");
    fdt_cell(&f, "#address-cells", 2);
    fdt_cell(&f, "#size-cells", 2);
    fdt_string(&f, "compatible", "simple-bus");
    fdt_bytes(&f, "ranges", NULL, 0);
    put_clint(&f);
    put_plic(&f);
    put_uart(&f);
    put_finisher(&f);
    fdt_end(&f);
    put_chosen(&f, b);
    fdt_end(&f);
    return fdt_finish(&f, size);
}
