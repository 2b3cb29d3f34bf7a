/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"

static int cannot_make(const char *path, int error)
{
    return diag("cannot make the folder %s: %s", excerpt(path).text, strerror(error));
}

int folder_make(const char *path)
{
    struct stat st;
    if (mkdir(path, 0777) == 0) {
        return 0;
    }
    int error = errno;
    if (error == ENOENT) {
        int status = folder_make_for(path);
        error = status == 0 && mkdir(path, 0777) == 0 ? 0 : errno;
        if (status || error == 0) {
            return status;
        }
    }
    bool there = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    return there ? 0 : cannot_make(path, error == EEXIST ? ENOTDIR : error);
}

int folder_make_for(const char *file)
{
    const char *slash = strrchr(file, '/');
    if (!slash || slash == file) {
        return 0;
    }
    char *parent = xformat("%.*s", (int)(slash - file), file);
    int status = folder_make(parent);
    free(parent);
    return status;
}

int folder_visit(const char *path, folder_visitor *visit, void *context)
{
    DIR *d = opendir(path);
    int status = d ? 0 : diag("%s: %s", excerpt(path).text, strerror(errno));
    for (struct dirent *entry; status == 0 && (entry = readdir(d)) != NULL;) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
            char *inner = xformat("%s/%s", path, name);
            status = visit(context, inner, name);
            free(inner);
        }
    }
    if (d) {
        closedir(d);
    }
    return status;
}

char *folder_path(const char *folder, const char *name)
{
    return xformat("%s/%s", folder, name);
}

bool folder_has(const char *folder, const char *name)
{
    struct stat st;
    char *path = folder_path(folder, name);
    bool there = lstat(path, &st) == 0;
    free(path);
    return there;
}

enum folder_entry folder_entry(const char *path)
{
    struct stat st;
    if (lstat(path, &st) != 0) {
        return ENTRY_OTHER;
    }
    return S_ISDIR(st.st_mode) ? ENTRY_FOLDER : S_ISREG(st.st_mode) ? ENTRY_FILE : ENTRY_OTHER;
}

/* NAME.XXXXXX.tmp, as output_open() makes it. */
static bool is_half(const char *name)
{
    enum { UNIQUE = 6, SUFFIX = 4 };
    size_t n = strlen(name);
    return n > UNIQUE + SUFFIX + 1 && strcmp(name + n - SUFFIX, ".tmp") == 0 &&
           name[n - SUFFIX - UNIQUE - 1] == '.';
}

static int sweep_file(void *context, const char *path, const char *name)
{
    (void)context;
    if (is_half(name) && folder_entry(path) != ENTRY_FOLDER) {
        unlink(path);
    }
    return 0;
}

static int sweep_entry(void *context, const char *path, const char *name)
{
    if (folder_entry(path) == ENTRY_FOLDER) {
        folder_sweep(path);
    }
    return sweep_file(context, path, name);
}

static void sweep(const char *path, folder_visitor *visit)
{
    if (access(path, R_OK | X_OK) == 0) {
        folder_visit(path, visit, NULL);
    }
}

void folder_sweep(const char *path)
{
    sweep(path, sweep_entry);
}

void folder_sweep_flat(const char *path)
{
    sweep(path, sweep_file);
}

static int remove_entry(void *context, const char *path, const char *name)
{
    (void)context;
    (void)name;
    return folder_remove(path);
}

int folder_clear(const char *path)
{
    if (folder_entry(path) != ENTRY_FOLDER) {
        return diag("%s is no folder of its own: expected one, and no link", excerpt(path).text);
    }
    return folder_visit(path, remove_entry, NULL);
}

int folder_remove(const char *path)
{
    bool folder = folder_entry(path) == ENTRY_FOLDER;
    int status = folder ? folder_clear(path) : 0;
    if (status == 0 && (folder ? rmdir(path) : unlink(path)) != 0 && errno != ENOENT) {
        status = diag("cannot remove %s: %s", excerpt(path).text, strerror(errno));
    }
    return status;
}
