/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The box itself: a directory, and what is put into it. */
#include "jail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "jail_parts.h"
#include "run.h"

char *jail_path(const struct jail *j, const char *name)
{
    return xformat("%s/%s", j->folder, name);
}

/* Whole, in new memory with a NUL behind it; NULL if that cannot be. */
static char *read_file(const char *path, size_t *size)
{
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    size_t room = 4096;
    char *text = xmalloc(room);
    ssize_t n = file < 0 ? -1 : 1;
    for (*size = 0; n > 0 || (n < 0 && file >= 0 && errno == EINTR);
         *size += n > 0 ? (size_t)n : 0) {
        if (*size + 1 == room) {
            room *= 2;
            text = xrealloc(text, room);
        }
        n = read(file, text + *size, room - 1 - *size);
    }
    if (file >= 0) {
        close(file);
    }
    if (n < 0) {
        free(text);
        return NULL;
    }
    text[*size] = '\0';
    return text;
}

char *jail_read(const struct jail *j, const char *name, size_t *size)
{
    char *path = jail_path(j, name);
    char *text = read_file(path, size);
    free(path);
    return text;
}

/* --- copies --- */

static bool write_all(int file, const char *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = write(file, bytes + done, size - done);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* All files in the box are of one time, which sources could ask for: __TIMESTAMP__. */
static bool write_new(const char *path, const char *bytes, size_t size)
{
    const struct timespec epoch[2] = {{0, 0}, {0, 0}};
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = file >= 0 && write_all(file, bytes, size) && futimens(file, epoch) == 0;
    int error = errno;
    good = file >= 0 && close(file) == 0 && good;
    errno = error;
    return good;
}

int jail_put(const struct jail *j, const char *name, const char *bytes, size_t size)
{
    char *path = jail_path(j, name);
    int status = folder_make_for(path);
    if (status == 0 && !write_new(path, bytes, size)) {
        status = diag_internal("%s: cannot be put where submissions are compiled: %s", name,
                               strerror(errno));
    }
    free(path);
    return status != 0 ? EXIT_INTERNAL : 0;
}

static int unreadable(const char *path)
{
    return diag_internal("%s: cannot be read: %s", path, strerror(errno));
}

static int trust_file(struct jail *j, const char *path, const char *name)
{
    size_t size;
    char *text = read_file(path, &size);
    int status = text != NULL ? jail_put(j, name, text, size) : unreadable(path);
    free(text);
    return status;
}

struct trusted_folder {
    struct jail *jail;
    const char *name;
};

static int trust_entry(void *context, const char *path, const char *entry)
{
    const struct trusted_folder *f = context;
    char *name = xformat("%s/%s", f->name, entry);
    int status = jail_trust(f->jail, path, name);
    free(name);
    return status;
}

int jail_trust(struct jail *j, const char *path, const char *name)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        return unreadable(path);
    }
    if (S_ISDIR(st.st_mode)) {
        struct trusted_folder f = {j, name};
        return folder_visit(path, trust_entry, &f) != 0 ? EXIT_INTERNAL : 0;
    }
    if (!S_ISREG(st.st_mode)) {
        return diag_internal("%s: is neither a file nor a folder", path);
    }
    return trust_file(j, path, name);
}

/* --- the folder --- */

/* Words that a source could ask about the host with; the compiler then refuses the source. */
static const char guard[] = "#pragma GCC system_header\n"
                            "#pragma GCC poison __has_include __has_include_next __has_embed\n";

static int make_folder(struct jail *j)
{
    const char *parent = getenv("TMPDIR");
    char *pattern =
        xformat("%s/trapeze-XXXXXX", parent != NULL && *parent != '\0' ? parent : "/tmp");
    if (mkdtemp(pattern) == NULL) {
        int status =
            diag("%s: %s: expected a folder to work in (TMPDIR)", pattern, strerror(errno));
        free(pattern);
        return status;
    }
    j->folder = realpath(pattern, NULL);
    if (j->folder == NULL) {
        rmdir(pattern);
        free(pattern);
        return diag_internal("a folder that was just made is gone");
    }
    free(pattern);
    return jail_put(j, JAIL_GUARD, guard, sizeof guard - 1);
}

/* The tools run elsewhere: a path of PATH's may be relative. */
static char *absolute(const char *path)
{
    char *here = *path == '/' ? NULL : realpath(".", NULL);
    char *result = here != NULL ? xformat("%s/%s", here, path) : xstrdup(path);
    free(here);
    return result;
}

int jail_open(struct jail *j)
{
    struct toolchain t;
    *j = (struct jail){0};
    run_catch_interrupts();
    int status = toolchain_find_compiler(&t);
    if (status == 0) {
        j->compiler = absolute(t.compiler);
        status = make_folder(j);
    }
    toolchain_free(&t);
    return status != 0 ? status : jail_prepare(j);
}

void jail_close(struct jail *j)
{
    if (j->folder != NULL) {
        folder_remove(j->folder);
    }
    free(j->folder);
    free(j->compiler);
    free(j->target);
    free(j->headers[0]);
    free(j->headers[1]);
    free(j->bubblewrap);
    *j = (struct jail){0};
}
