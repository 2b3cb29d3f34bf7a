/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory, in the address space that the chosen layer is in. */
#include "gdb.h"

enum { BYTES_MOST = GDB_PACKET_MOST / 2 };

/* What can be fetched and not loaded is code, which a debugger wants to see, too. */
static size_t read_bytes(struct gdb *g, uint32_t address, uint8_t *bytes, size_t count)
{
    struct place at = {.layer = g->general, .space = SPACE_CURRENT, .address = address};
    enum readable from;
    size_t n = debug_bytes(g->debugger, &at, ACCESS_LOAD, bytes, count, &from);
    return n > 0 ? n : debug_bytes(g->debugger, &at, ACCESS_FETCH, bytes, count, &from);
}

/* ADDRESS,LENGTH */
static bool extent(char **args, uint32_t *address, uint32_t *length)
{
    return gdb_number(args, address) && gdb_skip(args, ',') && gdb_number(args, length);
}

void gdb_read_memory(struct gdb *g, char *args)
{
    uint8_t bytes[BYTES_MOST];
    uint32_t address, length;
    if (!extent(&args, &address, &length) || *args != '\0') {
        gdb_fail(g, GDB_BAD_PACKET);
        return;
    }
    size_t count = length < BYTES_MOST ? length : BYTES_MOST;
    size_t n = read_bytes(g, address, bytes, count);
    if (n == 0 && count > 0) {
        gdb_fail(g, GDB_NO_MEMORY);
    } else {
        gdb_put_hex(g, bytes, n);
    }
}

static void write_bytes(struct gdb *g, uint32_t address, const uint8_t *bytes, size_t count)
{
    struct place at = {.layer = g->general, .space = SPACE_CURRENT, .address = address};
    if (count > 0 && !debug_write(g->debugger, &at, bytes, count)) {
        gdb_fail(g, GDB_NO_MEMORY);
    } else {
        debug_changed(g->debugger);
        gdb_ok(g);
    }
}

void gdb_write_memory(struct gdb *g, char *args)
{
    uint8_t bytes[BYTES_MOST];
    uint32_t address, length;
    size_t count;
    if (!extent(&args, &address, &length) || !gdb_skip(&args, ':') ||
        !gdb_bytes(&args, bytes, sizeof bytes, &count) || count != length) {
        gdb_fail(g, GDB_BAD_PACKET);
    } else {
        write_bytes(g, address, bytes, count);
    }
}

/* The reader has undone the escapes. */
void gdb_write_memory_binary(struct gdb *g, char *args)
{
    uint32_t address, length;
    if (!extent(&args, &address, &length) || !gdb_skip(&args, ':') ||
        (size_t)(g->reader.bytes + g->reader.length - args) != length) {
        gdb_fail(g, GDB_BAD_PACKET);
    } else {
        write_bytes(g, address, (const uint8_t *)args, length);
    }
}
