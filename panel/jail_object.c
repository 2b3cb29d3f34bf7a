/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sections of an object that a student's source has become. Sections whose names begin with
 * .gnu speak to tools and not to the machine: compilers' options for link-time optimization, other
 * files with debugging information. No source of a lab has a use for one.
 */
#include <stdlib.h>
#include <string.h>

#include "jail_parts.h"
#include "machine/elf32.h"

struct object {
    const char *bytes;
    size_t size;
    struct elf32_header header;
};

/* Copy what lies at an offset; false if it does not lie in the file. */
static bool copy(const struct object *o, void *to, size_t offset, size_t size)
{
    if (offset > o->size || size > o->size - offset) {
        return false;
    }
    memcpy(to, o->bytes + offset, size);
    return true;
}

static bool section(const struct object *o, size_t index, struct elf32_section *s)
{
    return copy(o, s, o->header.sections_offset + index * sizeof *s, sizeof *s);
}

/* More sections than fit into the header's field are counted in the first section's. */
static bool find_counts(const struct object *o, size_t *count, size_t *names)
{
    enum { SEE_FIRST = 0xffff };
    struct elf32_section first;
    if (!section(o, 0, &first)) {
        return false;
    }
    *count = o->header.section_count != 0 ? o->header.section_count : first.size;
    *names = o->header.names_section != SEE_FIRST ? o->header.names_section : first.link;
    return true;
}

static bool is_object(struct object *o)
{
    const struct elf32_header *h = &o->header;
    return copy(o, &o->header, 0, sizeof o->header) &&
           memcmp(h->ident, ELF_MAGIC, ELF_MAGIC_SIZE) == 0 &&
           h->ident[ELF_IDENT_CLASS] == ELF_CLASS_32 &&
           h->ident[ELF_IDENT_DATA] == ELF_DATA_LITTLE &&
           h->section_size == sizeof(struct elf32_section);
}

static bool is_odd(const char *name)
{
    static const char odd[] = ".gnu";
    return strncmp(name, odd, sizeof odd - 1) == 0;
}

/* The name of a section, in new memory; what is no name is odd as well. */
static char *name_of(const struct object *o, const struct elf32_section *strings, size_t index)
{
    struct elf32_section s;
    size_t at = section(o, index, &s) ? (size_t)strings->offset + s.name : o->size;
    const char *end = at < o->size ? memchr(o->bytes + at, '\0', o->size - at) : NULL;
    return xstrdup(end != NULL ? o->bytes + at : ".gnu");
}

static char *find_odd(struct object *o)
{
    size_t count, names;
    struct elf32_section strings;
    if (!is_object(o) || !find_counts(o, &count, &names) || !section(o, names, &strings)) {
        return xstrdup("(no object)");
    }
    for (size_t i = 1; i < count; i++) {
        char *name = name_of(o, &strings, i);
        if (is_odd(name)) {
            return name;
        }
        free(name);
    }
    return NULL;
}

char *jail_odd_section(const struct jail *j, const char *object)
{
    struct object o = {0};
    char *bytes = jail_read(j, object, &o.size);
    o.bytes = bytes;
    char *odd = bytes != NULL ? find_odd(&o) : xstrdup("(no object)");
    free(bytes);
    return odd;
}
