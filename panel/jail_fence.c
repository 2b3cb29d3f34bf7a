/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Landlock: a process gives up, for itself and its children, every file that it does not name. Part
 * of Linux since 5.13, for any user and in containers. Elsewhere there is no fence.
 */
#include "jail_parts.h"

#if defined(__linux__) && defined(__has_include)
#if __has_include(<linux/landlock.h>)
#define HAVE_LANDLOCK
#endif
#endif

#ifdef HAVE_LANDLOCK

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What the first version of it knows. */
enum {
    RUN = LANDLOCK_ACCESS_FS_EXECUTE,
    READ_FILE = LANDLOCK_ACCESS_FS_READ_FILE,
    READ = READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
    WRITE_FILE = LANDLOCK_ACCESS_FS_WRITE_FILE,
    WRITE = WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
            LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG,
    NEVER = LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_SOCK |
            LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
            LANDLOCK_ACCESS_FS_MAKE_SYM
};

struct fence {
    int rules;
    bool good;
};

/* What is not there needs no rule. */
static void grant(struct fence *f, const char *place, unsigned access)
{
    struct stat st;
    int folder = open(place, O_RDONLY | O_CLOEXEC);
    if (folder < 0) {
        return;
    }
    bool is_folder = fstat(folder, &st) == 0 && S_ISDIR(st.st_mode);
    struct landlock_path_beneath_attr rule = {
        .allowed_access = is_folder ? access : access & (RUN | READ_FILE | WRITE_FILE),
        .parent_fd = folder,
    };
    f->good = syscall(SYS_landlock_add_rule, f->rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0 &&
              f->good;
    close(folder);
}

static void grant_place(void *context, const char *place)
{
    grant(context, place, RUN | READ);
}

bool jail_fence_known(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) > 0;
}

bool jail_fence(const struct jail *j)
{
    struct landlock_ruleset_attr all = {.handled_access_fs = RUN | READ | WRITE | NEVER};
    struct fence f = {.rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0)};
    f.good = f.rules >= 0;
    if (!f.good) {
        return false;
    }
    jail_places(j, grant_place, &f);
    grant(&f, j->folder, READ | WRITE);
    grant(&f, "/dev/null", READ | WRITE);
    f.good = f.good && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
             syscall(SYS_landlock_restrict_self, f.rules, 0) == 0;
    close(f.rules);
    return f.good;
}

#else

bool jail_fence_known(void)
{
    return false;
}

bool jail_fence(const struct jail *j)
{
    (void)j;
    return false;
}

#endif
