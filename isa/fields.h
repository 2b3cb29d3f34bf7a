/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of PG-32's registers and devices. Only #defines of numbers: serves C and assembly alike.
 */
#ifndef ISA_FIELDS_H
#define ISA_FIELDS_H

/* The assembler knows no suffixes; C wants these unsigned. */
#ifdef __ASSEMBLER__
#define U32(n) n
#else
#define U32(n) n##u
#endif

/* mstatus [Priv 3.1.6]. FS, XS, SUM, MPRV and the like read as zero. */
#define MSTATUS_MIE U32(0x00000008)
#define MSTATUS_MPIE U32(0x00000080)
#define MSTATUS_MPP U32(0x00001800)
#define MSTATUS_MPP_SHIFT U32(11)
#define MSTATUS_TW U32(0x00200000)

/* mie, mip [Priv 3.1.9]. */
#define MIE_SOFTWARE U32(0x00000008)
#define MIE_TIMER U32(0x00000080)
#define MIE_EXTERNAL U32(0x00000800)

/* matp: R of <M, P, R>, independent of M. A trap does OTE <- TE, TE <- 0; mret undoes it. */
#define MATP_TE U32(0x80000000)
#define MATP_OTE U32(0x40000000)
#define MATP_ASID U32(0x000000ff)

/* A TLB entry: hi = VPN, G, ASID; lo = PFN, X, W, R, V. */
#define TLB_HI_G U32(0x00000100)
#define TLB_HI_ASID U32(0x000000ff)
#define TLB_LO_V U32(0x00000001)
#define TLB_LO_R U32(0x00000002)
#define TLB_LO_W U32(0x00000004)
#define TLB_LO_X U32(0x00000008)

#define PAGE_SIZE U32(4096)
#define PAGE_SHIFT U32(12)
#define PAGE_OFFSET U32(0x00000fff)
#define PAGE_FRAME U32(0xfffff000)

#define MCAUSE_INTERRUPT U32(0x80000000)

/* The board [QEMU virt]. */
#define RAM_BASE U32(0x80000000)
#define TIMEBASE_HZ U32(10000000)
#define CORE_HZ U32(100000000)

/* CLINT registers, from its base. */
#define CLINT_MSIP U32(0x0000)
#define CLINT_MTIMECMP U32(0x4000)
#define CLINT_MTIME U32(0xbff8)

/* PLIC registers, from its base; one context. */
#define PLIC_PRIORITY U32(0x000000)
#define PLIC_PENDING U32(0x001000)
#define PLIC_ENABLE U32(0x002000)
#define PLIC_THRESHOLD U32(0x200000)
#define PLIC_CLAIM U32(0x200004)

/* 16550 UART registers, from its base. */
#define UART_RBR U32(0)
#define UART_THR U32(0)
#define UART_DLL U32(0)
#define UART_IER U32(1)
#define UART_DLM U32(1)
#define UART_IIR U32(2)
#define UART_FCR U32(2)
#define UART_LCR U32(3)
#define UART_MCR U32(4)
#define UART_LSR U32(5)
#define UART_MSR U32(6)
#define UART_SCR U32(7)
#define UART_IER_RX U32(0x01)
#define UART_IER_TX U32(0x02)
#define UART_LSR_DR U32(0x01)
#define UART_LSR_OE U32(0x02)
#define UART_LSR_THRE U32(0x20)
#define UART_LSR_TEMT U32(0x40)

/* Real-time clock registers, from its base. */
#define RTC_TIME_LOW U32(0x00)
#define RTC_TIME_HIGH U32(0x04)
#define RTC_ALARM_LOW U32(0x08)
#define RTC_ALARM_HIGH U32(0x0c)
#define RTC_IRQ_ENABLED U32(0x10)
#define RTC_CLEAR_ALARM U32(0x14)
#define RTC_ALARM_STATUS U32(0x18)
#define RTC_CLEAR_INTERRUPT U32(0x1c)

/* virtio-mmio: slots of 4 KiB, and a slot's registers [Virtio 1.2, 4.2.2; legacy: 4.2.4]. */
#define VIRTIO_SLOTS U32(8)
#define VIRTIO_SLOT_SIZE U32(0x1000)
#define VIRTIO_BLOCK_SLOT U32(0) /* which slot has which device, if there is one */
#define VIRTIO_CONSOLE_SLOT U32(1)
#define VIRTIO_MAGIC U32(0x000)
#define VIRTIO_VERSION U32(0x004)
#define VIRTIO_DEVICE_ID U32(0x008)
#define VIRTIO_VENDOR_ID U32(0x00c)
#define VIRTIO_DEVICE_FEATURES U32(0x010)
#define VIRTIO_DEVICE_FEATURES_SEL U32(0x014)
#define VIRTIO_DRIVER_FEATURES U32(0x020)
#define VIRTIO_DRIVER_FEATURES_SEL U32(0x024)
#define VIRTIO_GUEST_PAGE_SIZE U32(0x028)
#define VIRTIO_QUEUE_SEL U32(0x030)
#define VIRTIO_QUEUE_NUM_MAX U32(0x034)
#define VIRTIO_QUEUE_NUM U32(0x038)
#define VIRTIO_QUEUE_ALIGN U32(0x03c)
#define VIRTIO_QUEUE_PFN U32(0x040)
#define VIRTIO_QUEUE_READY U32(0x044)
#define VIRTIO_QUEUE_NOTIFY U32(0x050)
#define VIRTIO_INTERRUPT_STATUS U32(0x060)
#define VIRTIO_INTERRUPT_ACK U32(0x064)
#define VIRTIO_STATUS U32(0x070)
#define VIRTIO_QUEUE_DESC_LOW U32(0x080)
#define VIRTIO_QUEUE_DESC_HIGH U32(0x084)
#define VIRTIO_QUEUE_DRIVER_LOW U32(0x090)
#define VIRTIO_QUEUE_DRIVER_HIGH U32(0x094)
#define VIRTIO_QUEUE_DEVICE_LOW U32(0x0a0)
#define VIRTIO_QUEUE_DEVICE_HIGH U32(0x0a4)
#define VIRTIO_SHM_LEN_LOW U32(0x0b0)
#define VIRTIO_SHM_BASE_HIGH U32(0x0bc)
#define VIRTIO_CONFIG_GENERATION U32(0x0fc)
#define VIRTIO_CONFIG U32(0x100)

/* Device status, and causes of a virtio interrupt [Virtio 2.1, 4.2.2]. */
#define VIRTIO_STATUS_FEATURES_OK U32(0x08)
#define VIRTIO_STATUS_DRIVER_OK U32(0x04)
#define VIRTIO_STATUS_NEEDS_RESET U32(0x40)
#define VIRTIO_INTERRUPT_USED U32(0x01)
#define VIRTIO_INTERRUPT_CONFIG U32(0x02)

/* Words for the finisher: stop with success, with failure (code << 16), reset. */
#define FINISHER_PASS U32(0x5555)
#define FINISHER_FAIL U32(0x3333)
#define FINISHER_RESET U32(0x7777)

#endif
