/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/random/image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/elf32.h"
#include "machine/file.h"
#include "tests/encode.h"
#include "tests/random/deviations.h"
#include "tests/random/layout.h"
#include "tests/rng.h"

enum { NOP = 0x13, ECALL = 0x73, JALR = 0x67, RUNTIME_MAX = IMAGE_HEADER - IMAGE_BASE };

/* The CSRs whose values the runtime saves, in its order; see `save` in runtime.S. */
static const uint16_t saved[STATE_CSRS] = {0xb02, 0x300, 0x301, 0x304, 0x305, 0x306, 0x320,
                                           0x340, 0x341, 0x342, 0x343, 0x344, 0x30a, 0xf14,
                                           0x7c0, 0x7c1, 0x7c2, 0x7c3, 0xfc0, 0x721, 0x722};

struct random_image random_image_new(const char *runtime, unsigned slots)
{
    struct random_image image = {NULL, IMAGE_SLOTS - IMAGE_BASE + (size_t)slots * SLOT_SIZE};
    struct error e;
    uint8_t *code;
    size_t size;
    if (!file_read(runtime, RUNTIME_MAX, &code, &size, &e)) {
        fprintf(stderr, "%s: %s\n", runtime, e.text);
        return image;
    }
    image.bytes = calloc(1, image.size);
    if (image.bytes) {
        memcpy(image.bytes, code, size);
        random_image_select(&image, 0, slots, false);
    }
    free(code);
    return image;
}

void random_image_free(struct random_image *image)
{
    free(image->bytes);
    image->bytes = NULL;
}

static void put32(struct random_image *image, uint32_t address, uint32_t value)
{
    for (uint32_t i = 0; i < 4; i++) {
        image->bytes[address - IMAGE_BASE + i] = (uint8_t)(value >> 8 * i);
    }
}

void random_image_select(struct random_image *image, unsigned first, unsigned count, bool verbose)
{
    uint32_t state = (uint32_t)IMAGE_SLOTS + first * SLOT_SIZE + SLOT_STATE;
    put32(image, IMAGE_HEADER, state);
    put32(image, IMAGE_HEADER + 4, state + count * SLOT_SIZE);
    put32(image, IMAGE_HEADER + 8, verbose);
}

/* --- code --- */

unsigned random_item_start(const struct random_program *p, unsigned i)
{
    unsigned words = 0;
    for (unsigned k = 0; k < i && k < p->items; k++) {
        words += p->item[k].count;
    }
    return words;
}

/* The word that jumps, with its distance; jalr's counts from the auipc before it. */
static uint32_t jump_word(uint32_t word, uint32_t distance)
{
    switch (word & 0x7f) {
    case JALR:
        return word | encode_immediate(IMM_I, distance + 4);
    case 0x6f:
        return word | encode_immediate(IMM_J, distance);
    default:
        return word | encode_immediate(IMM_B, distance);
    }
}

void random_item_words(const struct random_program *p, unsigned i, uint32_t words[ITEM_WORDS])
{
    const struct random_item *item = &p->item[i];
    for (unsigned k = 0; k < item->count; k++) {
        words[k] = item->removed ? NOP : item->word[k];
    }
    if (item->jump != NO_JUMP && !item->removed) {
        unsigned from = random_item_start(p, i) + (unsigned)item->jump;
        unsigned to = random_item_start(p, item->target);
        words[item->jump] = jump_word(words[item->jump], 4 * (to - from));
    }
}

static void put_code(struct random_image *image, const struct random_program *p)
{
    uint32_t at = p->slot + SLOT_CODE;
    uint32_t words[ITEM_WORDS];
    for (unsigned i = 0; i < p->items; i++) {
        random_item_words(p, i, words);
        for (unsigned k = 0; k < p->item[i].count; k++, at += 4) {
            put32(image, at, words[k]);
        }
    }
    put32(image, p->slot + SLOT_STATE + STATE_END, at);
    put32(image, p->slot + SLOT_STATE + STATE_RESUME, at);
    put32(image, at, ECALL);
}

/* --- data and state --- */

static void put_data(struct random_image *image, const struct random_program *p)
{
    struct rng rng = {p->seed | 1};
    for (uint32_t at = p->slot + SLOT_DATA; at < p->slot + SLOT_STATE; at += 4) {
        put32(image, at, rng_edge(&rng));
    }
}

static uint32_t flags(const struct random_program *p)
{
    static const uint32_t by_mode[] = {
        [RANDOM_PLAIN] = 0, [RANDOM_TLB] = FLAG_TLB, [RANDOM_REFILL] = FLAG_TLB | FLAG_REFILL};
    return by_mode[p->mode];
}

static void put_state(struct random_image *image, const struct random_program *p)
{
    uint32_t state = p->slot + SLOT_STATE;
    for (uint32_t i = 0; i < 32; i++) {
        put32(image, state + STATE_X + 4 * i, p->x[i]);
    }
    for (uint32_t i = 0; i < 2 * PAGES; i++) {
        put32(image, state + STATE_PAGES + 4 * i, p->pages[i]);
    }
    for (uint32_t i = 0; i < STATE_CSRS; i++) {
        put32(image, state + STATE_CSR + 4 * i, deviation_bits(p->oracles, saved[i]));
    }
    put32(image, state + STATE_REGISTERS, p->registers);
    put32(image, state + STATE_FLAGS, flags(p));
    put32(image, state + STATE_TRAPS, 0);
    put32(image, state + STATE_LOG_END, state + STATE_LOG);
    put32(image, state + STATE_BREAK, deviates(p->oracles, DEVIATES_BREAK_VALUE) ? 0 : ~0u);
    put32(image, state + STATE_MSTATUS, deviation_bits(p->oracles, saved[1]));
}

void random_image_put(struct random_image *image, const struct random_program *p)
{
    put_data(image, p);
    put_state(image, p);
    put_code(image, p);
}

/* --- the file --- */

bool random_image_write(const struct random_image *image, const char *path)
{
    static const struct elf32_header header = {
        .ident = {0x7f, 'E', 'L', 'F', ELF_CLASS_32, ELF_DATA_LITTLE, 1},
        .type = ELF_TYPE_EXECUTABLE,
        .machine = ELF_MACHINE_RISCV,
        .version = 1,
        .entry = IMAGE_BASE,
        .segments_offset = sizeof header,
        .size = sizeof header,
        .segment_size = sizeof(struct elf32_segment),
        .segment_count = 1};
    const struct elf32_segment segment = {.type = ELF_SEGMENT_LOAD,
                                          .offset = sizeof header + sizeof segment,
                                          .virtual_address = IMAGE_BASE,
                                          .physical_address = IMAGE_BASE,
                                          .file_size = (uint32_t)image->size,
                                          .memory_size = (uint32_t)image->size,
                                          .flags = 7,
                                          .align = 4};
    FILE *f = fopen(path, "wb");
    if (!f) {
        return false;
    }
    bool ok = fwrite(&header, sizeof header, 1, f) == 1 &&
              fwrite(&segment, sizeof segment, 1, f) == 1 &&
              fwrite(image->bytes, image->size, 1, f) == 1;
    return fclose(f) == 0 && ok;
}
