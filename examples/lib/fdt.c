/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fdt.h>

#include <string.h>

enum { MAGIC = 0xd00dfeed, HEADER_BYTES = 40 };
enum { BEGIN_NODE = 1, END_NODE = 2, PROP = 3, NOP = 4 };
enum { HEADER_TOTAL = 4, HEADER_STRUCT = 8, HEADER_STRINGS = 12 };

/* A place in the structure block. The tree is big-endian, and aligned to 4 bytes. */
struct cursor {
    const uint8_t *tree;
    uint32_t at;  /* offset of the next token */
    uint32_t end; /* offset of the tree's end */
};

static uint32_t cell(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

uint32_t fdt_size(const void *tree)
{
    if (tree == NULL || cell(tree) != MAGIC) {
        return 0;
    }
    uint32_t total = cell((const uint8_t *)tree + HEADER_TOTAL);
    return total < HEADER_BYTES ? 0 : total;
}

/* Read a word, 0 beyond the end: no token is 0, so a broken tree ends every walk. */
static uint32_t next_cell(struct cursor *c)
{
    if (c->at > c->end - 4) {
        return 0;
    }
    c->at += 4;
    return cell(c->tree + c->at - 4);
}

static uint32_t aligned(uint32_t n)
{
    return (n + 3) & ~3u;
}

/* Whether a node's name is the path's next one; with or without its @address. */
static bool name_matches(const char *name, const char *part, size_t length)
{
    return strncmp(name, part, length) == 0 && (name[length] == '\0' || name[length] == '@');
}

static void skip_name(struct cursor *c)
{
    c->at += aligned((uint32_t)strlen((const char *)c->tree + c->at) + 1);
}

/* Having entered a node, go on behind its end. */
static void skip_node(struct cursor *c)
{
    for (int depth = 1; depth > 0;) {
        switch (next_cell(c)) {
        case BEGIN_NODE:
            skip_name(c);
            depth++;
            break;
        case END_NODE:
            depth--;
            break;
        case PROP: {
            uint32_t length = next_cell(c);
            c->at += 4 + aligned(length);
            break;
        }
        case NOP:
            break;
        default:
            return;
        }
    }
}

/* Look through the rest of a node for the property. */
static const void *find_property(struct cursor *c, const char *name, uint32_t *length)
{
    const char *strings = (const char *)c->tree + cell(c->tree + HEADER_STRINGS);
    for (;;) {
        switch (next_cell(c)) {
        case PROP: {
            *length = next_cell(c);
            const char *its_name = strings + next_cell(c);
            if (strcmp(its_name, name) == 0) {
                return c->tree + c->at;
            }
            c->at += aligned(*length);
            break;
        }
        case NOP:
            break;
        default: /* properties come before child nodes */
            return NULL;
        }
    }
}

/* Enter the child of the current node that is called part[0..length). */
static bool enter_child(struct cursor *c, const char *part, size_t length)
{
    for (;;) {
        switch (next_cell(c)) {
        case BEGIN_NODE: {
            const char *name = (const char *)c->tree + c->at;
            skip_name(c);
            if (name_matches(name, part, length)) {
                return true;
            }
            skip_node(c);
            break;
        }
        case PROP: {
            uint32_t size = next_cell(c);
            c->at += 4 + aligned(size);
            break;
        }
        case NOP:
            break;
        default:
            return false;
        }
    }
}

const void *fdt_property(const void *tree, const char *path, const char *name, uint32_t *length)
{
    uint32_t total = fdt_size(tree);
    if (total == 0) {
        return NULL;
    }
    const uint8_t *header = tree;
    struct cursor c = {.tree = tree, .at = cell(header + HEADER_STRUCT), .end = total};
    if (!enter_child(&c, "", 0)) { /* the root's name is empty */
        return NULL;
    }
    while (*path == '/' && path[1] != '\0') {
        const char *part = path + 1;
        size_t size = strcspn(part, "/");
        if (!enter_child(&c, part, size)) {
            return NULL;
        }
        path = part + size;
    }
    return find_property(&c, name, length);
}

/* The root's #address-cells or #size-cells. */
static uint32_t root_cells(const void *tree, const char *name, uint32_t otherwise)
{
    uint32_t length;
    const void *value = fdt_property(tree, "/", name, &length);
    return value && length == 4 ? cell(value) : otherwise;
}

static uint64_t number(const uint8_t *cells, uint32_t count)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < count; i++) {
        n = n << 32 | cell(cells + 4 * i);
    }
    return n;
}

bool fdt_memory(const void *tree, struct fdt_range *memory)
{
    uint32_t length;
    const uint8_t *reg = fdt_property(tree, "/memory", "reg", &length);
    uint32_t address_cells = root_cells(tree, "#address-cells", 2);
    uint32_t size_cells = root_cells(tree, "#size-cells", 1);
    if (reg == NULL || length < 4 * (address_cells + size_cells)) {
        return false;
    }
    memory->base = number(reg, address_cells);
    memory->size = number(reg + 4 * address_cells, size_cells);
    return true;
}

const char *fdt_bootargs(const void *tree)
{
    uint32_t length;
    const char *args = fdt_property(tree, "/chosen", "bootargs", &length);
    return args && length > 0 && args[length - 1] == '\0' ? args : "";
}
