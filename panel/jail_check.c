/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tools have opened, by their own lists and words. A name is inside if it leads nowhere
 * but into the box or to the compiler's headers, both as it is written and with every link on the
 * way followed: /proc/self/cwd/x is outside, whatever it means to whom.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "jail_parts.h"

/* --- names --- */

/* A relative name, as written: does it never climb above where it starts? */
static bool stays(const char *name)
{
    int depth = 0;
    while (*name != '\0' && depth >= 0) {
        size_t n = strcspn(name, "/");
        bool up = n == 2 && name[0] == '.' && name[1] == '.';
        bool here = n == 0 || (n == 1 && name[0] == '.');
        depth += up ? -1 : !here;
        name += n + (name[n] == '/');
    }
    return depth >= 0;
}

/* What follows a folder's name and a slash, or NULL. */
static const char *beneath(const char *folder, const char *name)
{
    size_t n = folder != NULL ? strlen(folder) : 0;
    return n != 0 && strncmp(name, folder, n) == 0 && name[n] == '/' ? name + n + 1 : NULL;
}

/* Which of the folders that may be read does an absolute path begin with? The rest of it. */
static const char *beneath_any(const struct jail *j, const char *path)
{
    const char *const folders[] = {j->folder, j->headers[0], j->headers[1]};
    const char *rest = NULL;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0] && rest == NULL; i++) {
        rest = beneath(folders[i], path);
    }
    return rest;
}

bool jail_inside(const struct jail *j, const char *name)
{
    const char *rest = *name == '/' ? beneath_any(j, name) : name;
    if (rest == NULL || !stays(rest)) {
        return false;
    }
    char *path = *name == '/' ? xstrdup(name) : jail_path(j, name);
    char *real = realpath(path, NULL);
    bool inside = real == NULL || beneath_any(j, real) != NULL;
    free(real);
    free(path);
    return inside;
}

/* --- lists of dependencies, as rules of make --- */

/* One character of a name, its escape undone; 0 at the end of a word. Moves *s behind it. */
static char list_character(const char **s)
{
    const char *at = *s;
    if (*at == '\0' || isspace((unsigned char)*at) || (at[0] == '\\' && at[1] == '\n')) {
        return '\0';
    }
    bool escaped = (at[0] == '\\' && at[1] != '\0' && strchr(" \t#:\\", at[1]) != NULL) ||
                   (at[0] == '$' && at[1] == '$');
    *s += escaped ? 2 : 1;
    return at[escaped];
}

/* The next name in a list, unescaped, in `name`, which has room for all of it. */
static bool next_name(const char **s, char *name)
{
    while (isspace((unsigned char)**s) || ((*s)[0] == '\\' && (*s)[1] == '\n')) {
        ++*s;
    }
    size_t n = 0;
    for (char c; (c = list_character(s)) != '\0';) {
        name[n++] = c;
    }
    name[n] = '\0';
    return n != 0;
}

enum jail_list jail_check_list(const struct jail *j, const char *list)
{
    size_t size;
    char *text = jail_read(j, list, &size);
    const char *names = text != NULL ? strstr(text, ": ") : NULL;
    if (names == NULL) {
        free(text);
        return LIST_NONE;
    }
    char *name = xmalloc(size + 1);
    bool inside = strlen(text) == size;
    for (names += 2; inside && next_name(&names, name);) {
        inside = jail_inside(j, name);
    }
    free(name);
    free(text);
    return inside ? LIST_INSIDE : LIST_OUTSIDE;
}

/* --- words --- */

/* A line of a tool's says that a file of this name cannot be had: is the name outside? */
static bool names_outside(const struct jail *j, const char *line)
{
    static const char *const before[] = {"can't open ", "can't read from ",
                                         "file not found: ", "fatal error: "};
    static const char *const after[] = {" for reading", ": "};
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        const char *found = strstr(line, before[i]);
        char *name = xstrdup(found != NULL ? found + strlen(before[i]) : "");
        for (size_t k = 0; k < sizeof after / sizeof after[0]; k++) {
            char *end = strstr(name, after[k]);
            *(end != NULL ? end : name + strlen(name)) = '\0';
        }
        bool outside = found != NULL && !jail_inside(j, name);
        free(name);
        if (outside) {
            return true;
        }
    }
    return false;
}

/* What only a file outside makes a tool say: all in the box may be read, and is equally old. */
static bool speaks_of_outside(const char *line)
{
    return strstr(line, ": Permission denied") != NULL || strstr(line, " is older than ") != NULL;
}

bool jail_told_of_file(const struct jail *j, const struct jail_text *said)
{
    bool told = false;
    for (size_t at = 0; at < said->size && !told;) {
        const char *end = memchr(said->text + at, '\n', said->size - at);
        size_t n = (end != NULL ? (size_t)(end - said->text) : said->size) - at;
        char *line = xformat("%.*s", (int)n, said->text + at);
        told = speaks_of_outside(line) || names_outside(j, line);
        free(line);
        at += n + 1;
    }
    return told;
}

/* --- preprocessed sources --- */

/* The name in quotes at *s, unescaped as the preprocessor escapes it; false if there is none. */
static bool quoted_name(const char *s, char *name)
{
    if (*s++ != '"') {
        return false;
    }
    for (; *s != '"'; s++) {
        if (*s == '\\') {
            s++;
            if (*s != '\\' && *s != '"') {
                return false;
            }
        }
        if (*s == '\0' || *s == '\n') {
            return false;
        }
        *name++ = *s;
    }
    *name = '\0';
    return true;
}

/* `# 12 "name"`: the compiler reads lines of that file, to show them. `name` has room for it. */
static bool is_marker_inside(const struct jail *j, const char *line, char *name)
{
    const char *s = line + 2 + strspn(line + 2, "0123456789");
    bool is_marker = line[1] == ' ' && s != line + 2 && *s == ' ' && quoted_name(s + 1, name);
    return is_marker && (*name == '<' || jail_inside(j, name));
}

static bool begins(const char *line, const char *with)
{
    return strncmp(line, with, strlen(with)) == 0;
}

/* A line that the compiler could take for a directive must be one of which it is known what it is.
 */
static bool is_harmless(const struct jail *j, const char *line, char *name)
{
    if (begins(line, "%:")) {
        return false;
    }
    if (*line != '#') {
        return true;
    }
    if (begins(line, "#pragma ")) {
        const char *end = strchr(line, '\n');
        const char *load = strstr(line, "pch_preprocess");
        return load == NULL || (end != NULL && load > end);
    }
    return begins(line, "#ident ") || is_marker_inside(j, line, name);
}

bool jail_lines_inside(const struct jail *j, const char *preprocessed)
{
    size_t size;
    char *text = jail_read(j, preprocessed, &size);
    char *name = xmalloc(size + 1);
    bool inside = text != NULL;
    for (size_t at = 0; inside && at < size;) {
        const char *end = memchr(text + at, '\n', size - at);
        inside = is_harmless(j, text + at, name);
        at = end != NULL ? (size_t)(end - text) + 1 : size;
    }
    free(name);
    free(text);
    return inside;
}

/* --- the assembler's input --- */

/* By name, or by a macro that could put such a name together. */
bool jail_may_open(const struct jail *j, const char *assembly)
{
    static const char *const words[] = {"incbin", "include", ".macro", ".irp", ".altmacro", ".mri"};
    size_t size;
    struct jail_text t = {.text = jail_read(j, assembly, &size)};
    if (t.text == NULL) {
        return true;
    }
    t.size = size;
    for (size_t i = 0; i < size; i++) {
        t.text[i] = (char)tolower((unsigned char)t.text[i]);
    }
    bool may = jail_text_has(&t, words, sizeof words / sizeof words[0]);
    jail_text_free(&t);
    return may;
}
