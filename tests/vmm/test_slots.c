/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A VM's disk and virtio console, driven from the host: what lies outside its extent or its memory
 * is out of reach, however it is asked for; the real device is told of the monitor's pages only.
 */
#include <string.h>

#include "isa/board.h"
#include "tests/unit/unit.h"
#include "tests/vmm/invariant.h"
#include "tests/vmm/rig.h"
#include "vmm/allocator.h"
#include "vmm/board.h"
#include "vmm/disk.h"
#include "vmm/slots.h"

#define TEST(function) cmocka_unit_test_teardown(function, rig_teardown)

enum { ALICE, BOB, DISK_SECTORS = 32, MEMORY = 0x10000, QUEUE = 256 };
enum { IN, OUT, OK = 0, IO_ERROR = 1, UNTOUCHED = 0xee, NEXT = 1, WRITE = 2, DRIVER_OK = 15 };

/* Where the driver has its things: pages of the VM's memory, by physical address. */
#define DESC (RAM_BASE + 0x4000)
#define AVAIL (DESC + 16 * QUEUE)
#define USED (RAM_BASE + 0x6000)
#define HEADER (RAM_BASE + 0x7000)
#define STATUS (HEADER + 16)
#define DATA (RAM_BASE + 0x8000)

static const uint32_t forever[] = {0x0000006f}; /* j . */
static const struct extent extents[] = {[ALICE] = {3, 8}, [BOB] = {11, 20}};

static void boot(bool legacy)
{
    struct rig_config config = rig_config(forever, sizeof forever);
    config.disk_sectors = DISK_SECTORS;
    config.virtio_legacy = legacy;
    config.vms = 2;
    config.vm[BOB] = config.vm[ALICE];
    config.vm[BOB].name = "bob";
    for (int i = 0; i < 2; i++) {
        config.vm[i].disk_start = extents[i].start;
        config.vm[i].disk_sectors = extents[i].sectors;
        config.vm[i].virtio_console = true;
    }
    rig_boot(&config);
}

static struct vm *alice(void)
{
    return &vmm.vms[ALICE];
}

/* --- the real disk --- */

static uint8_t original(uint32_t at)
{
    return (uint8_t)(at / SECTOR_SIZE + 7 * at);
}

/* Bytes [at, at + size) of the real disk are `byte`, and all others are what they were. */
static void check_disk(uint32_t at, uint32_t size, uint8_t byte)
{
    for (uint32_t i = 0; i < DISK_SECTORS * SECTOR_SIZE; i++) {
        uint8_t expected = i - at < size ? byte : original(i);
        assert_int_equal(rig.machine->disk.bytes[i], expected);
    }
}

/* What the real device was last told: three descriptors, in the monitor's two pages. */
static void check_real_descriptors(void)
{
    for (uint32_t i = 0; i < 3; i++) {
        uint32_t word[4];
        memcpy(word, machine_ram(rig.machine, vmm.disk.shared + 16 * i, 16), 16);
        uint32_t page = word[0] & PAGE_FRAME;
        assert_true(page == vmm.disk.shared || page == vmm.disk.buffer);
        assert_true((word[0] & PAGE_OFFSET) + word[2] <= PAGE_SIZE);
        assert_int_equal(word[1], 0);
    }
}

static void test_moves(void **state)
{
    (void)state;
    static uint8_t bytes[3 * PAGE_SIZE];
    const struct extent *e = &extents[ALICE];
    struct rng r = {1};
    for (int legacy = 0; legacy < 2; legacy++) {
        boot(legacy);
        for (int n = 0; n < 500; n++) {
            uint32_t at = rng_below(&r, 8 * SECTOR_SIZE);
            uint32_t size = 1 + rng_below(&r, 8 * SECTOR_SIZE - at);
            uint32_t real = e->start * SECTOR_SIZE + at;
            assert_true(disk_move(e, at, bytes, size, false));
            check_real_descriptors();
            for (uint32_t i = 0; i < size; i++) {
                assert_int_equal(bytes[i], original(real + i));
            }
            uint8_t byte = (uint8_t)rng_next(&r);
            memset(bytes + PAGE_SIZE, byte, size);
            assert_true(disk_move(e, at, bytes + PAGE_SIZE, size, true));
            check_disk(real, size, byte);
            assert_true(disk_move(e, at, bytes, size, true));
        }
        check_disk(0, 0, 0);
        rig_free();
    }
}

static void test_extent(void **state)
{
    (void)state;
    static uint8_t bytes[PAGE_SIZE];
    const uint32_t whole = 8 * SECTOR_SIZE;
    const struct {
        uint64_t offset;
        uint32_t size;
    } outside[] = {{whole, 1},          {whole - 1, 2},      {0, whole + 1},    {UINT64_MAX, 1},
                   {UINT64_MAX - 1, 4}, {1ull << 32, 1},     {1ull << 41, 512}, {whole + 1, 0},
                   {0, UINT32_MAX},     {whole - 512, 1024}, {1ull << 63, 512}};
    boot(true);
    memset(bytes, 0x55, sizeof bytes);
    for (size_t i = 0; i < COUNT(outside); i++) {
        uint16_t seen = vmm.disk.seen;
        assert_false(disk_move(&extents[ALICE], outside[i].offset, bytes, outside[i].size, true));
        assert_false(disk_move(&extents[ALICE], outside[i].offset, bytes, outside[i].size, false));
        assert_int_equal(vmm.disk.seen, seen); /* nothing was asked of the device */
    }
    assert_true(disk_move(&extents[ALICE], whole, bytes, 0, true));
    check_disk(0, 0, 0);
    rig_free();
}

static void panics(uint32_t start, uint32_t sectors)
{
    struct rig_config config = rig_config(forever, sizeof forever);
    config.disk_sectors = DISK_SECTORS;
    config.vm[0].disk_start = start;
    config.vm[0].disk_sectors = sectors;
    rig_stage(&config);
    assert_int_equal(rig_start(), HW_HALTED);
    assert_non_null(strstr(rig.output[0], "a VM's disk does not lie on the machine's"));
    rig_free();
}

static void test_extents_at_boot(void **state)
{
    (void)state;
    panics(0, DISK_SECTORS + 1);
    panics(DISK_SECTORS, 1);
    panics(DISK_SECTORS - 1, 2);
    panics(UINT32_MAX, 2);
    panics(1, UINT32_MAX);
    struct rig_config none = rig_config(forever, sizeof forever);
    none.vm[0].disk_sectors = 1;
    rig_stage(&none);
    assert_int_equal(rig_start(), HW_HALTED); /* there is no disk at all */
    rig_free();
}

/* --- a driver, legacy --- */

static uint8_t *at(const struct vm *vm, uint32_t pa)
{
    uint32_t frame = vm->pmap[(pa - RAM_BASE) / PAGE_SIZE];
    assert_true(frame != PMAP_EMPTY);
    return machine_ram_write(rig.machine, frame | (pa & PAGE_OFFSET), 1);
}

static void put(struct vm *vm, uint32_t pa, uint32_t size, uint32_t value)
{
    pmap_machine(vm, pa);
    for (uint32_t i = 0; i < size; i++) {
        at(vm, pa)[i] = (uint8_t)(value >> 8 * i);
    }
}

static void set(struct vm *vm, uint32_t slot, uint32_t reg, uint32_t value)
{
    assert_true(slots_write(vm, slot * VIRTIO_SLOT_SIZE + reg, 4, value));
}

static void start_driver(struct vm *vm, uint32_t slot, uint32_t queue)
{
    put(vm, AVAIL, 4, 0);
    put(vm, USED, 4, 0);
    set(vm, slot, VIRTIO_STATUS, 0);
    set(vm, slot, VIRTIO_GUEST_PAGE_SIZE, PAGE_SIZE);
    set(vm, slot, VIRTIO_QUEUE_SEL, queue);
    set(vm, slot, VIRTIO_QUEUE_NUM, QUEUE);
    set(vm, slot, VIRTIO_QUEUE_ALIGN, PAGE_SIZE);
    set(vm, slot, VIRTIO_QUEUE_PFN, DESC / PAGE_SIZE);
    set(vm, slot, VIRTIO_STATUS, DRIVER_OK);
}

static void describe(struct vm *vm, uint32_t i, uint32_t pa, uint32_t size, uint32_t flags)
{
    put(vm, DESC + 16 * i, 4, pa);
    put(vm, DESC + 16 * i + 4, 4, 0);
    put(vm, DESC + 16 * i + 8, 4, size);
    put(vm, DESC + 16 * i + 12, 4, flags | (i + 1) << 16);
}

static void notify(struct vm *vm, uint32_t slot, uint32_t queue)
{
    put(vm, AVAIL + 4, 2, 0);
    put(vm, AVAIL + 2, 2, (uint32_t)(at(vm, AVAIL)[2] + 1));
    set(vm, slot, VIRTIO_QUEUE_NOTIFY, queue);
}

/* Let time pass until the devices have done what they can; how many steps that took. */
static uint32_t finish(struct vm *vm)
{
    uint32_t steps = 0;
    uint64_t due;
    while ((due = slots_deadline(vm)) != UINT64_MAX) {
        rig.machine->cycles = due * CYCLES_PER_TICK;
        assert_true(slots_work(vm) && steps++ < 1000);
    }
    return steps;
}

/* One request with one buffer; the status byte. */
static uint32_t request(struct vm *vm, uint32_t type, uint32_t sector, uint32_t data, uint32_t size)
{
    start_driver(vm, VIRTIO_BLOCK_SLOT, 0);
    put(vm, HEADER, 4, type);
    put(vm, HEADER + 8, 4, sector);
    put(vm, HEADER + 12, 4, 0);
    put(vm, STATUS, 1, UNTOUCHED);
    describe(vm, 0, HEADER, 16, NEXT);
    describe(vm, 1, data, size, type == IN ? NEXT | WRITE : NEXT);
    describe(vm, 2, STATUS, 1, WRITE);
    notify(vm, VIRTIO_BLOCK_SLOT, 0);
    finish(vm);
    return *at(vm, STATUS);
}

static void test_requests(void **state)
{
    (void)state;
    boot(true);
    assert_int_equal(request(alice(), IN, 7, DATA, SECTOR_SIZE), OK);
    for (uint32_t i = 0; i < SECTOR_SIZE; i++) {
        assert_int_equal(at(alice(), DATA + i)[0], original((3 + 7) * SECTOR_SIZE + i));
    }
    assert_int_equal(request(alice(), OUT, 8, DATA, SECTOR_SIZE), IO_ERROR);
    assert_int_equal(request(alice(), OUT, 7, DATA, 2 * SECTOR_SIZE), IO_ERROR);
    assert_int_equal(request(alice(), IN, 7, DATA, 2 * SECTOR_SIZE), IO_ERROR);
    check_disk(0, 0, 0);
    memset(at(alice(), DATA), 0x77, SECTOR_SIZE);
    assert_int_equal(request(alice(), OUT, 0, DATA, SECTOR_SIZE), OK);
    check_disk(3 * SECTOR_SIZE, SECTOR_SIZE, 0x77);
    invariant_check();
    rig_free();
}

/* Buffers that are not the VM's memory: the device is lost, and nothing else happens. */
static void test_buffers_elsewhere(void **state)
{
    (void)state;
    boot(true);
    const uint32_t elsewhere[] = {
        RAM_BASE - SECTOR_SIZE,
        RAM_BASE + MEMORY,
        RAM_BASE + MEMORY - SECTOR_SIZE / 2, /* its second half */
        vmm.vms[BOB].pmap[0],                /* another's frame, by its machine address */
        vmm.disk.shared,
        vmm.disk.buffer,
        UART_BASE,
        FINISHER_BASE,
        CLINT_BASE,
        PLIC_BASE + PLIC_CLAIM,
        VIRTIO_BASE,
        0,
        0xffffff00,
    };
    for (size_t i = 0; i < COUNT(elsewhere); i++) {
        bool own = elsewhere[i] - RAM_BASE <= MEMORY - SECTOR_SIZE; /* as a physical address */
        for (uint32_t type = IN; type <= (own ? IN : OUT); type++) {
            vmm.vms[ALICE].complained = false;
            rig.output_size[0] = 0;
            memset(rig.output[0], 0, sizeof rig.output[0]);
            request(alice(), type, 0, elsewhere[i], SECTOR_SIZE);
            assert_int_equal(alice()->virtio[0].fault, own ? VIRTIO_FINE : VIRTIO_BAD_BUFFER);
            assert_true(own == !strstr(rig.output[0], "vm alice: virtio block device"));
            invariant_check();
            check_disk(0, 0, 0); /* or it was written what had been read */
        }
    }
    assert_int_equal(rig_word(&vmm.vms[BOB], RAM_BASE), forever[0]);
    rig_free();
}

/* However often a guest does so: the monitor's console is not the guest's to fill. */
static void test_complains_once(void **state)
{
    (void)state;
    boot(true);
    request(alice(), IN, 0, UART_BASE, SECTOR_SIZE);
    assert_int_equal(alice()->virtio[0].fault, VIRTIO_BAD_BUFFER);
    uint32_t said = rig.output_size[0];
    assert_true(said > 0);
    for (uint32_t again = 0; again < 3; again++) {
        request(alice(), IN, 0, UART_BASE, SECTOR_SIZE);
        assert_int_equal(alice()->virtio[0].fault, VIRTIO_BAD_BUFFER);
        assert_int_equal(rig.output_size[0], said);
    }
    rig_free();
}

/* The rings themselves may be said to be anywhere, too. */
static void test_rings_elsewhere(void **state)
{
    (void)state;
    const uint32_t elsewhere[] = {0,
                                  UART_BASE,
                                  RAM_BASE - PAGE_SIZE,
                                  RAM_BASE + MEMORY,
                                  RAM_BASE + MEMORY - PAGE_SIZE,
                                  0xfffff000};
    boot(true);
    put(alice(), RAM_BASE + 2, 2, 1); /* one is available in a ring there */
    for (size_t i = 0; i < COUNT(elsewhere); i++) {
        start_driver(alice(), VIRTIO_BLOCK_SLOT, 0);
        set(alice(), VIRTIO_BLOCK_SLOT, VIRTIO_QUEUE_PFN, elsewhere[i] / PAGE_SIZE);
        set(alice(), VIRTIO_BLOCK_SLOT, VIRTIO_QUEUE_NOTIFY, 0);
        finish(alice());
        assert_int_equal(alice()->virtio[0].fault, elsewhere[i] ? VIRTIO_BAD_RING : VIRTIO_FINE);
        invariant_check();
    }
    check_disk(0, 0, 0);
    rig_free();
}

/* --- how much at a time --- */

static void test_steps(void **state)
{
    (void)state;
    enum { SECTORS = 20, PIECE = SECTOR_SIZE / 4 };
    boot(true);
    struct vm *bob = &vmm.vms[BOB];
    vmm.current = bob;
    start_driver(bob, VIRTIO_BLOCK_SLOT, 0);
    put(bob, HEADER, 4, IN);
    put(bob, HEADER + 8, 4, 0);
    describe(bob, 0, HEADER, 16, NEXT);
    for (uint32_t i = 0; i < 4 * SECTORS; i++) {
        describe(bob, 1 + i, DATA + i * PIECE, PIECE, NEXT | WRITE);
    }
    describe(bob, 1 + 4 * SECTORS, STATUS, 1, WRITE);
    notify(bob, VIRTIO_BLOCK_SLOT, 0);
    uint64_t due = slots_deadline(bob);
    rig.machine->cycles = (due - 1) * CYCLES_PER_TICK;
    assert_false(slots_work(bob));
    rig.machine->cycles = (due + 5000) * CYCLES_PER_TICK; /* late: no reason to hurry */
    assert_true(slots_work(bob));
    assert_true(slots_deadline(bob) > due + 5000);
    assert_false(slots_work(bob));
    assert_int_equal(bob->virtio[0].request.left, (4 * SECTORS - 4) * PIECE);
    assert_int_equal(finish(bob), SECTORS - 1 + 1); /* and one to see that there is no more */
    assert_int_equal(*at(bob, STATUS), OK);
    for (uint32_t i = 0; i < SECTORS * SECTOR_SIZE; i++) {
        assert_int_equal(*at(bob, DATA + i), original(11 * SECTOR_SIZE + i));
    }
    rig_free();
}

/* A VM that stops in the middle of a request: its frames go back, and nobody works on. */
static void test_stop_in_the_middle(void **state)
{
    (void)state;
    boot(true);
    struct vm *bob = &vmm.vms[BOB];
    uint32_t frames = vmm.frames_left;
    start_driver(alice(), VIRTIO_BLOCK_SLOT, 0);
    put(alice(), HEADER, 4, OUT);
    describe(alice(), 0, HEADER, 16, NEXT);
    for (uint32_t i = 0; i < 8; i++) {
        describe(alice(), 1 + i, DATA + i * SECTOR_SIZE, SECTOR_SIZE, NEXT);
    }
    describe(alice(), 9, STATUS, 1, WRITE);
    notify(alice(), VIRTIO_BLOCK_SLOT, 0);
    rig.machine->cycles = slots_deadline(alice()) * CYCLES_PER_TICK;
    assert_true(slots_work(alice()));
    assert_true(alice()->virtio[0].request.begun);
    assert_true(board_write(alice(), FINISHER_BASE, 4, FINISHER_PASS));
    assert_int_equal(alice()->state, VM_STOPPED);
    assert_true(vmm.frames_left > frames);
    uint16_t seen = vmm.disk.seen;
    rig_run(100000);
    assert_int_equal(vmm.disk.seen, seen);
    assert_ptr_equal(vmm.current, bob);
    invariant_check();
    rig_free();
}

/* --- the console --- */

static void test_console(void **state)
{
    (void)state;
    enum { RECEIVE, SEND, LENGTH = 600 };
    boot(true);
    start_driver(alice(), VIRTIO_CONSOLE_SLOT, SEND);
    for (uint32_t i = 0; i < LENGTH; i++) {
        put(alice(), DATA + i, 1, 'a' + i % 26);
    }
    describe(alice(), 0, DATA, LENGTH, 0);
    notify(alice(), VIRTIO_CONSOLE_SLOT, SEND);
    assert_int_equal(finish(alice()), 3 + 1); /* of 256 bytes at most */
    assert_int_equal(rig.output_size[ALICE + 1], LENGTH);
    for (uint32_t i = 0; i < LENGTH; i++) {
        assert_int_equal(rig.output[ALICE + 1][i], 'a' + i % 26);
    }
    start_driver(alice(), VIRTIO_CONSOLE_SLOT, RECEIVE);
    describe(alice(), 0, DATA, 4, WRITE);
    notify(alice(), VIRTIO_CONSOLE_SLOT, RECEIVE);
    rig_type(ALICE, "typed");
    rig_run(10 * CYCLES_PER_TICK);
    assert_int_equal(alice()->input_count, 5);
    finish(alice());
    assert_memory_equal(at(alice(), DATA), "type", 4);
    assert_int_equal(alice()->input_count, 1); /* for the next buffer */
    rig_free();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_moves),
        TEST(test_extent),
        TEST(test_extents_at_boot),
        TEST(test_requests),
        TEST(test_buffers_elsewhere),
        TEST(test_complains_once),
        TEST(test_rings_elsewhere),
        TEST(test_steps),
        TEST(test_stop_in_the_middle),
        TEST(test_console),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
