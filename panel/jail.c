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

/* --- names --- */

static bool is_plain_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("._-+", c) != NULL);
}

/* Nothing that a tool or make could take for an option, for a list, for a way out. */
static bool is_plain_name(const char *name)
{
    bool begins = true;
    for (; *name != '\0'; name++) {
        bool bad = *name == '/' ? begins : !is_plain_letter(*name);
        if (bad || (begins && strchr(".-+", *name) != NULL)) {
            return false;
        }
        begins = *name == '/';
    }
    return !begins;
}

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

static int put(const struct jail *j, const char *name, const char *bytes, size_t size)
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
    int status = text != NULL ? put(j, name, text, size) : unreadable(path);
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

/* --- what a student hands in --- */

static bool refuse(char why[200], const char *text)
{
    snprintf(why, 200, "%s", text);
    return false;
}

static bool refuse_open(char why[200])
{
    if (errno == ENOENT) {
        return refuse(why, "is missing");
    }
    if (errno == ELOOP || errno == ENOTDIR) {
        return refuse(why, "is a symbolic link, or in one: expected a file");
    }
    return refuse(why, strerror(errno));
}

/* The folder that a name's next part lies in; no link is followed on the way. */
static int open_beneath(int folder, const char *name)
{
    for (const char *slash; folder >= 0 && (slash = strchr(name, '/')) != NULL; name = slash + 1) {
        char *part = xformat("%.*s", (int)(slash - name), name);
        int next = openat(folder, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int error = errno;
        free(part);
        close(folder);
        folder = next;
        errno = error;
    }
    if (folder < 0) {
        return -1;
    }
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    int error = errno;
    close(folder);
    errno = error;
    return file;
}

/* One byte more than it may be is enough to know. */
static bool read_bounded(int file, char *bytes, size_t *size)
{
    for (*size = 0; *size <= JAIL_FILE_SIZE;) {
        ssize_t n = read(file, bytes + *size, JAIL_FILE_SIZE + 1 - *size);
        if (n == 0 || (n < 0 && errno != EINTR)) {
            return n == 0;
        }
        *size += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static bool take_file(struct jail *j, int file, const char *name, char why[200])
{
    struct stat st;
    if (fstat(file, &st) != 0 || !S_ISREG(st.st_mode)) {
        return refuse(why, "is not a regular file");
    }
    char *bytes = xmalloc(JAIL_FILE_SIZE + 1);
    size_t size;
    bool good = read_bounded(file, bytes, &size);
    if (!good) {
        refuse(why, "cannot be read");
    } else if (size > JAIL_FILE_SIZE) {
        good = refuse(why, "is larger than 1 MiB");
    } else if (put(j, name, bytes, size) != 0) {
        good = refuse(why, "cannot be copied");
    }
    free(bytes);
    return good;
}

bool jail_take(struct jail *j, const char *submission, const char *name, char why[200])
{
    *why = '\0';
    if (!is_plain_name(name)) {
        return refuse(why, "is no plain name of a file");
    }
    char *path = jail_path(j, name);
    unlink(path);
    free(path);
    int folder = open(submission, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int file = open_beneath(folder, name);
    if (file < 0) {
        return refuse_open(why);
    }
    bool good = take_file(j, file, name, why);
    close(file);
    return good;
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
    return put(j, JAIL_GUARD, guard, sizeof guard - 1);
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
