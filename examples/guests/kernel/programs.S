/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The programs' images and the table of them (struct image of image.c). The Makefile fragment
 * says which there are, as a list USER_PROGRAMS, and where.
 */
    .section .rodata.table, "a"
    .balign 4
    .globl image_table
image_table:

    .irp name, USER_PROGRAMS
    .section .rodata.names, "a"
1:  .asciz "\name"
    .section .rodata.images, "a"
    .balign 4
2:  .incbin "\name\().bin"
3:
    .section .rodata.table, "a"
    .word 1b, 2b, 3b
    .endr

    .section .rodata.table, "a"
    .globl image_table_end
image_table_end:
