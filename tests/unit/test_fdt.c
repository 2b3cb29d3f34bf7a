/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Device trees: the monitor's reader on what the machine's writer wrote, whole and damaged. */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/fdt_blob.h"
#include "vmm/fdt.h"

static void put_word(uint8_t *at, uint32_t v)
{
    for (int i = 0; i < 4; i++) {
        at[i] = (uint8_t)(v >> (24 - 8 * i));
    }
}

static struct fdt open_blob(const uint8_t *blob)
{
    struct fdt f;
    assert_non_null(blob);
    assert_true(fdt_open(&f, blob));
    return f;
}

static void test_header(void **state)
{
    size_t size;
    uint8_t *blob = blob_of_board(&size);
    struct fdt f = open_blob(blob);
    (void)state;
    assert_int_equal(f.size, size);
    blob[0] ^= 1;
    assert_false(fdt_open(&f, blob));
    free(blob);
}

static void check_cells(const struct fdt *f, const char *path, const char *name,
                        const uint32_t *cells, uint32_t count)
{
    fdt_node n = fdt_find(f, path);
    assert_int_not_equal(n, 0);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(fdt_cell(f, n, name, i, 0xdddddddd), cells[i]);
    }
    assert_int_equal(fdt_cell(f, n, name, count, 0xdddddddd), 0xdddddddd);
}

static void check_string(const struct fdt *f, const char *path, const char *name, const char *text)
{
    fdt_node n = fdt_find(f, path);
    assert_int_not_equal(n, 0);
    assert_string_equal(fdt_string(f, n, name), text);
}

/* What software for QEMU's `virt` looks for. */
static void test_board(void **state)
{
    static const uint32_t memory[] = {0, 0x80000000, 0, 64u << 20};
    static const uint32_t uart[] = {0, 0x10000000, 0, 0x100};
    static const uint32_t clint[] = {0, 0x02000000, 0, 0x10000};
    static const uint32_t plic[] = {0, 0x0c000000, 0, 0x600000};
    static const uint32_t test[] = {0, 0x00100000, 0, 0x1000};
    static const uint32_t hertz[] = {10000000};
    static const uint32_t line[] = {10};
    size_t size;
    uint8_t *blob = blob_of_board(&size);
    struct fdt f = open_blob(blob);
    (void)state;
    check_cells(&f, "/memory", "reg", memory, 4);
    check_cells(&f, "/memory@80000000", "reg", memory, 4);
    check_cells(&f, "/soc/serial", "reg", uart, 4);
    check_cells(&f, "/soc/clint", "reg", clint, 4);
    check_cells(&f, "/soc/plic", "reg", plic, 4);
    check_cells(&f, "/soc/test", "reg", test, 4);
    check_cells(&f, "/cpus", "timebase-frequency", hertz, 1);
    check_cells(&f, "/soc/serial", "interrupts", line, 1);
    check_string(&f, "/soc/serial@10000000", "compatible", "ns16550a");
    check_string(&f, "/soc/clint", "compatible", "sifive,clint0"); /* the first of several */
    check_string(&f, "/cpus/cpu@0", "riscv,isa", "rv32ima_zicsr_zifencei_zicntr");
    check_string(&f, "/cpus/cpu", "trapeze,isa", "pg32");
    check_string(&f, "/chosen", "bootargs", "hello world");
    check_string(&f, "/chosen", "absent", "");
    free(blob);
}

static void test_phandles(void **state)
{
    size_t size;
    uint8_t *blob = blob_of_board(&size);
    struct fdt f = open_blob(blob);
    (void)state;
    fdt_node plic = fdt_find(&f, "/soc/plic");
    fdt_node cpu = fdt_find(&f, "/cpus/cpu/interrupt-controller");
    fdt_node uart = fdt_find(&f, "/soc/serial");
    uint32_t plic_handle = fdt_cell(&f, plic, "phandle", 0, 0);
    uint32_t cpu_handle = fdt_cell(&f, cpu, "phandle", 0, 0);
    assert_int_not_equal(plic_handle, 0);
    assert_int_not_equal(cpu_handle, plic_handle);
    assert_int_equal(fdt_cell(&f, uart, "interrupt-parent", 0, 0), plic_handle);
    assert_int_equal(fdt_cell(&f, plic, "interrupts-extended", 0, 0), cpu_handle);
    assert_int_equal(fdt_cell(&f, plic, "interrupts-extended", 1, 0), 11);
    fdt_node clint = fdt_find(&f, "/soc/clint");
    assert_int_equal(fdt_cell(&f, clint, "interrupts-extended", 1, 0), 3);
    assert_int_equal(fdt_cell(&f, clint, "interrupts-extended", 3, 0), 7);
    free(blob);
}

static void test_children(void **state)
{
    static const char *const names[] = {"alice", "bob"};
    size_t size;
    uint8_t *blob = blob_of_board(&size);
    struct fdt f = open_blob(blob);
    uint32_t n = 0;
    (void)state;
    fdt_node parent = fdt_find(&f, "/chosen/trapeze");
    assert_int_equal(fdt_cell(&f, parent, "quantum", 0, 0), 100000);
    for (fdt_node c = fdt_first(&f, parent); c; c = fdt_next(&f, c)) {
        assert_in_range(n, 0, COUNT(names) - 1);
        assert_string_equal(fdt_string(&f, c, "name"), names[n]);
        n++;
    }
    assert_int_equal(n, 2);
    free(blob);
}

static void test_shapes(void **state)
{
    size_t size;
    uint8_t *blob = blob_of_shapes(&size);
    struct fdt f = open_blob(blob);
    fdt_node root = fdt_find(&f, "/");
    (void)state;
    for (uint32_t i = 0; i < 10; i++) {
        char name[] = {'p', (char)('0' + i), '\0'};
        uint32_t length = 99;
        const uint8_t *value = fdt_property(&f, root, name, &length);
        assert_non_null(value);
        assert_int_equal(length, i);
        assert_int_equal(i == 0 ? i : value[i - 1], i);
        assert_int_equal(fdt_cell(&f, root, name, 0, 7), i < 4 ? 7 : 0x01020304);
        assert_int_equal(fdt_cell(&f, root, name, 1, 7), i < 8 ? 7 : 0x05060708);
        assert_string_equal(fdt_string(&f, root, name), ""); /* not terminated: no string */
    }
    fdt_node empty = fdt_find(&f, "/empty");
    assert_int_not_equal(empty, 0);
    assert_int_equal(fdt_first(&f, empty), 0);
    assert_string_equal(fdt_string(&f, empty, "level"), ""); /* nobody else's properties */
    char path[64] = "";
    for (uint32_t level = 1; level <= 8; level++) {
        strcat(path, "/deep");
        assert_int_equal(fdt_cell(&f, fdt_find(&f, path), "level", 0, 0), level);
    }
    assert_int_equal(fdt_find(&f, strcat(path, "/deep")), 0);
    free(blob);
}

static void test_names(void **state)
{
    size_t size;
    uint8_t *blob = blob_of_shapes(&size);
    struct fdt f = open_blob(blob);
    (void)state;
    check_string(&f, "/twin", "name", "first");
    check_string(&f, "/twin@2", "name", "second");
    check_string(&f, "/twins", "name", "neither");
    assert_int_equal(fdt_find(&f, "/twi"), 0);
    assert_int_equal(fdt_find(&f, "/twin@"), 0);
    assert_int_equal(fdt_find(&f, "/twin@11"), 0);
    assert_int_equal(fdt_find(&f, "/empty/deep"), 0);
    assert_int_equal(fdt_find(&f, "/deep/empty"), 0);
    free(blob);
}

static void test_tree_address(void **state)
{
    (void)state;
    assert_int_equal(blob_address(64u << 20, 1), 0x83fff000);
    assert_int_equal(blob_address(64u << 20, 4096), 0x83fff000);
    assert_int_equal(blob_address(64u << 20, 4097), 0x83ffe000);
}

/* --- damage --- */

/* Read all that a monitor would, and everything else; ASan watches. */
static void wander(const uint8_t *blob)
{
    static const char *const paths[] = {
        "/",         "/memory", "/soc/serial", "/chosen/trapeze", "/chosen/trapeze/vm@1",
        "/cpus/cpu", "/twin",   "/a/b/c"};
    static const char *const names[] = {"reg", "name", "quantum", "trapeze,isa", "bootargs", ""};
    struct fdt f;
    if (!fdt_open(&f, blob)) {
        return;
    }
    for (size_t i = 0; i < COUNT(paths); i++) {
        fdt_node n = fdt_find(&f, paths[i]);
        for (size_t j = 0; n && j < COUNT(names); j++) {
            uint32_t size = 0;
            const uint8_t *value = fdt_property(&f, n, names[j], &size);
            if (value && size > 0) {
                assert_true(value >= blob && size <= f.size);
                assert_true(value[0] + value[size - 1] >= 0); /* they can be read */
            }
            fdt_cell(&f, n, names[j], 3, 0);
            assert_true(strlen(fdt_string(&f, n, names[j])) < f.size);
        }
        int children = 0;
        for (fdt_node c = n ? fdt_first(&f, n) : 0; c; c = fdt_next(&f, c)) {
            fdt_string(&f, c, "name");
            assert_in_range(children++, 0, 10000);
        }
    }
}

/* A copy of exactly `size` bytes, whose header says so: a byte beyond it is ASan's. */
static uint8_t *copy_of(const uint8_t *blob, size_t size)
{
    uint8_t *copy = malloc(size);
    assert_non_null(copy);
    memcpy(copy, blob, size);
    put_word(copy + 4, (uint32_t)size);
    return copy;
}

/* Below 40 bytes there is no header, and nobody who knows how long the blob is. */
static void test_every_truncation(void **state)
{
    size_t size;
    uint8_t *blob = blob_of_board(&size);
    (void)state;
    for (size_t n = 40; n <= size; n++) {
        uint8_t *cut = copy_of(blob, n);
        wander(cut);
        free(cut);
    }
    free(blob);
}

static void flip_and_wander(const uint8_t *blob, size_t size, struct rng *r)
{
    uint8_t *copy = copy_of(blob, size);
    for (uint32_t n = 1 + rng_below(r, 4); n > 0; n--) {
        copy[rng_below(r, (uint32_t)size)] ^= (uint8_t)(1u << rng_below(r, 8));
    }
    put_word(copy + 4, (uint32_t)size); /* the one field that must be believed */
    wander(copy);
    free(copy);
}

static void overwrite_and_wander(const uint8_t *blob, size_t size, struct rng *r)
{
    static const uint32_t words[] = {0,          1,          2,          3,          4,         9,
                                     0xffffffff, 0xfffffffc, 0xfffffff0, 0x7fffffff, 0x80000000};
    uint8_t *copy = copy_of(blob, size);
    uint32_t word = words[rng_below(r, COUNT(words))];
    put_word(copy + 4 * rng_below(r, (uint32_t)size / 4), word);
    put_word(copy + 4, (uint32_t)size);
    wander(copy);
    free(copy);
}

static void test_random_damage(void **state)
{
    struct rng r = {10};
    size_t size;
    uint8_t *blobs[] = {blob_of_board(&size), NULL};
    size_t sizes[] = {size, 0};
    (void)state;
    blobs[1] = blob_of_shapes(&sizes[1]);
    for (int i = 0; i < 20000; i++) {
        flip_and_wander(blobs[i % 2], sizes[i % 2], &r);
        overwrite_and_wander(blobs[i % 2], sizes[i % 2], &r);
    }
    free(blobs[0]);
    free(blobs[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header),        cmocka_unit_test(test_board),
        cmocka_unit_test(test_phandles),      cmocka_unit_test(test_children),
        cmocka_unit_test(test_shapes),        cmocka_unit_test(test_names),
        cmocka_unit_test(test_tree_address),  cmocka_unit_test(test_every_truncation),
        cmocka_unit_test(test_random_damage),
    };
    return cmocka_run_group_tests_name("fdt", tests, NULL, NULL);
}
