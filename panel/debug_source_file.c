/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of source files: looked for here, then in the repository that the program is from. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "debug.h"
#include "debug_source_parts.h"

/* Of a file: more is not read. Of a name: more is cut off. */
enum { TEXT_MOST = 4 << 20, FILE_NAME_MOST = 1024 };

/* In new memory, with what could confuse a terminal replaced by `instead`. */
static char *printable(const char *s, size_t n, char instead)
{
    char *out = xmalloc(n + 1);
    size_t length = 0;
    while (n > 0) {
        uint32_t code;
        size_t step = utf8_step(s, n, &code);
        bool good = step > 0 && code >= ' ' && (code < 0x7f || code > 0x9f) &&
                    (code < 0x200b || code > 0x206f); /* nor what is written backwards */
        step = step > 0 ? step : 1;
        for (size_t i = 0; i < step && (good || i == 0); i++) {
            out[length++] = good ? s[i] : instead;
        }
        s += step;
        n -= step;
    }
    out[length] = '\0';
    return out;
}

unsigned source_file_index(struct sources *s, const char *name)
{
    char *safe = printable(name, strnlen(name, FILE_NAME_MOST), '?');
    for (unsigned i = 0; i < s->file_count; i++) {
        if (strcmp(s->file[i].name, safe) == 0) {
            free(safe);
            return i;
        }
    }
    s->file = xrealloc(s->file, (s->file_count + 1) * sizeof *s->file);
    s->file[s->file_count] = (struct source_file){.name = safe};
    return s->file_count++;
}

/* Open for reading if it is a regular file, of no more than is read; -1 if not. */
static int open_text(const char *path, size_t *size)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > TEXT_MOST)) {
        close(fd);
        return -1;
    }
    *size = fd >= 0 ? (size_t)st.st_size : 0;
    return fd;
}

static int find_text(const char *name, size_t *size)
{
    int fd = open_text(name, size);
    if (fd < 0 && *name != '/') {
        char *folder = program_folder();
        char *path = xformat("%s/arrows/source/%s", folder, name);
        fd = open_text(path, size);
        free(path);
        free(folder);
    }
    return fd;
}

static char *read_text(const char *name, size_t *size)
{
    int fd = find_text(name, size);
    if (fd < 0) {
        return NULL;
    }
    char *text = xmalloc(*size + 1);
    size_t done = 0;
    ssize_t n = 1;
    while (done < *size && n > 0) {
        n = read(fd, text + done, *size - done);
        done += n > 0 ? (size_t)n : 0;
    }
    close(fd);
    *size = done;
    return text;
}

/* In new memory, with blanks up to each multiple of eight columns instead of tabs. */
static char *expand_tabs(const char *s, size_t n)
{
    char *out = xmalloc(8 * n + 1);
    size_t length = 0;
    for (size_t i = 0; i < n; i++) {
        out[length++] = s[i] == '\t' || s[i] == '\0' ? ' ' : s[i];
        while (s[i] == '\t' && length % 8 != 0) {
            out[length++] = ' ';
        }
    }
    out[length] = '\0';
    return out;
}

static void add_line(struct source_file *f, const char *start, size_t n)
{
    while (n > 0 && (start[n - 1] == ' ' || start[n - 1] == '\t' || start[n - 1] == '\r')) {
        n--;
    }
    if (f->lines % 256 == 0) {
        f->line = xrealloc(f->line, (f->lines + 256) * sizeof *f->line);
    }
    char *spaced = expand_tabs(start, n);
    f->line[f->lines++] = printable(spaced, strlen(spaced), ' ');
    free(spaced);
}

static void read_lines(struct source_file *f)
{
    size_t left;
    char *text = read_text(f->name, &left);
    const char *at = text;
    while (text && left > 0) {
        const char *end = memchr(at, '\n', left);
        size_t n = end ? (size_t)(end - at) : left;
        add_line(f, at, n);
        n += end != NULL;
        at += n;
        left -= n;
    }
    free(text);
}

const char *source_file_line(struct source_file *f, unsigned line)
{
    if (!f->read) {
        f->read = true;
        read_lines(f);
    }
    return line >= 1 && line <= f->lines ? f->line[line - 1] : NULL;
}

void source_file_free(struct source_file *f)
{
    for (unsigned i = 0; i < f->lines; i++) {
        free(f->line[i]);
    }
    free(f->line);
    free(f->name);
}
