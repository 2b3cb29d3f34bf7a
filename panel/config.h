/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The configuration of a run: what an experiment file, the command line and the defaults say,
 * each value with the place that said it, so that whatever turns out wrong later can still point
 * there (`diag_at(vm->image_at, ...)`). The structs are generated from schema.def.
 *
 * A struct config owns every string that it points to. Order of calls: config_load() or one of
 * config_load_file() and config_for_image() with config_set() and config_check() after it; then
 * it is only read. The commands of the panel call these.
 */
#ifndef PANEL_CONFIG_H
#define PANEL_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "diag.h"
#include "machine/archive.h"
#include "machine/timing.h"

struct yaml_tree;

enum core { CORE_FAST, CORE_PLAIN };
enum misaligned { MISALIGNED_HARDWARE, MISALIGNED_TRAP };
enum virtio_layout { VIRTIO_LAYOUT_LEGACY, VIRTIO_LAYOUT_MODERN };
enum console_device { CONSOLE_UART, CONSOLE_VIRTIO };
enum fence_i { FENCE_I_EMPTY, FENCE_I_KEEP };
enum cache_write { WRITE_BACK, WRITE_THROUGH };
enum cache_allocate { ALLOCATE_YES, ALLOCATE_NO };
enum asids { ASIDS_TAGGED, ASIDS_FLUSH };
enum special_page { SPECIAL_PAGE_OFF, SPECIAL_PAGE_ON };
enum fast_paths { FAST_PATHS_OFF, FAST_PATHS_ON };
enum effective_r { EFFECTIVE_R_VIRTUAL_R, EFFECTIVE_R_MODE };
enum scheduler { SCHEDULER_STRIDE, SCHEDULER_ROUND_ROBIN };
enum idle { IDLE_GIVE_AWAY, IDLE_KEEP };
enum clock { CLOCK_REAL, CLOCK_VIRTUAL };
enum monitor_kind { MONITOR_NONE, MONITOR_VMM, MONITOR_HYBRID };

/* Something to be typed at a console, after all that comes before it. */
struct input_item {
    const char *after; /* what the console has to put out first; or NULL */
    uint64_t at;       /* a cycle of the machine's; with `after`: cycles from then on */
    const char *type;
    struct where after_at, at_at, type_at, place;
};

/* All that is to be typed: as text, a list as one would write it; and item by item. */
struct config_input {
    const char *text;
    bool timed; /* a list */
    unsigned count;
    struct input_item *items; /* the config's */
};

/* C type of each type of schema.def. Text that was not given is NULL. */
#define FIELD_CHOICE unsigned
#define FIELD_SIZE uint64_t
#define FIELD_COUNT uint64_t
#define FIELD_NAME const char *
#define FIELD_STRING const char *
#define FIELD_TEXT const char *
#define FIELD_INPUT struct config_input
#define FIELD_PATH const char *
#define FIELD_IMAGE const char *

/*
 * struct config_machine, config_monitor, config_vm, ...: a member and its place (`ram`, `ram_at`)
 * for each key. machine.isa is an enum variant of isa/insn.h.
 */
#define CHOICE(list, name, value, help)
#define SECTION(member, type, shape, help) struct config_##type {
#define KEY(section, name, type, ...)                                                              \
    FIELD_##type name;                                                                             \
    struct where name##_at;
#define END(type)                                                                                  \
    struct where at;                                                                               \
    }                                                                                              \
    ;
#include "schema.def"

/*
 * Where a VM is among the others. The VMs of one monitor stand side by side in `vms`, and each
 * level comes after the one above it: first those of the machine's own monitor, then those in them.
 */
struct config_kin {
    unsigned first, count; /* its own VMs, if it is a monitor */
    unsigned parent;       /* the VM that it is in, or CONFIG_MACHINE */
    unsigned level;        /* that of the monitor that runs it: 0 on the machine itself */
    unsigned index;        /* among its monitor's VMs */
    const char *path;      /* its name and those of the VMs that it is in: outer/inner */
    const char *copy_of;   /* `prog` of prog2, if vms.count made it; or NULL */
};

struct config {
    const char *file; /* the experiment or the image that was named, or the snapshot */
    bool restored;    /* from a snapshot: images are not needed any more */
    struct config_machine machine;
    struct config_simple simple;
    struct config_pipeline pipeline;
    struct config_icache icache;
    struct config_dcache dcache;
    struct config_monitor monitor;
    struct config_limits limits;
    struct config_vm *vms;
    struct config_kin *kin;        /* of each VM */
    unsigned vms_count, top_count; /* of all, and of those that the machine's own monitor runs */
    struct config_text *texts;     /* every string, in a list */
    struct yaml_tree *tree;        /* the file, if it was loaded from one: places name its parts */
};

/* All VMs together; and how deep they can be in each other. */
enum { CONFIG_VMS = 255, CONFIG_LEVELS = 6, CONFIG_MACHINE = CONFIG_VMS };

/*
 * All but config_free() return 0 or the exit status to give up with, after one line on standard
 * error; the config must be freed in either case.
 */

/* What `trapeze run FILE` means: find out what FILE is, load it, apply `sets`, check. */
int config_load(struct config *c, const char *file, bool flat, const char *const *sets,
                unsigned set_count);

int config_load_file(struct config *c, const char *path); /* an experiment in YAML */
int config_for_image(struct config *c, const char *path); /* one VM that runs this image */
int config_set(struct config *c, const char *assignment); /* machine.ram=64MiB, vms.*.cap=9 */

/*
 * The same of a tree that is loaded already, which must outlive c; and of one key, with the place
 * that says so, whose file's name must outlive c. Files are relative to the folder of `at.file`, if
 * that has a line.
 */
int config_load_tree(struct config *c, const struct yaml_tree *root, const char *path);
int config_assign(struct config *c, const char *path, const char *text, struct where at);

int config_check(struct config *c); /* settle what was left open, then compare values */
void config_free(struct config *c);

/*
 * A configuration that was checked, into a snapshot; or out of one, `file`: to be checked again,
 * and freed even if the archive has failed. 0, or EXIT_USAGE after a message about a value.
 */
int config_archive(struct archive *a, struct config *c, const char *file);

/* Whether a restored session can go on as c wants it. 0, or EXIT_USAGE after a message. */
int config_agrees(struct config *c, struct config *saved);

/* What a file is, by its content; sources by their names. A regular file that can be read. */
enum file_kind { FILE_ELF, FILE_SOURCE, FILE_YAML };
int file_kind(const char *path, enum file_kind *kind);

/*
 * A file that comes with Trapeze, in new memory, or NULL: `name` in folder `kind` ("guests"; NULL
 * for none) under $TRAPEZE_HOME, beside the program, or where `make install` puts it.
 * shipped_places() lists where that is, for a message, in new memory; shipped_nearest() is the name
 * that is nearest to this one, in new memory, or NULL.
 */
char *find_shipped(const char *kind, const char *name);
char *shipped_places(const char *kind);
char *shipped_nearest(const char *kind, const char *name);

/* The folder that the program is in, in new memory; without /proc it is found from argv[0]. */
char *program_folder(void);
void program_set_name(const char *argv0);

/* The executable `name`: as it is if it has a slash, else along PATH; in new memory, or NULL. */
char *program_along_path(const char *name);

#endif
