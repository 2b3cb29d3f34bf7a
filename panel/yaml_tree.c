/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "yaml_tree.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "machine/file.h"

/* A file on its way to a tree. */
struct loader {
    const char *path;
    const char *text; /* up to a null byte */
    bool whole;       /* it is no file but an option: its parts have no places of their own */
    yaml_parser_t parser;
    yaml_event_t event; /* the current one; deleted before the next */
    int events;
};

/* libyaml counts lines and columns from 0. */
static struct where place(const struct loader *l, yaml_mark_t mark)
{
    if (l->whole) {
        return (struct where){l->path, 0, 0};
    }
    return (struct where){l->path, (int)mark.line + 1, (int)mark.column + 1};
}

static struct where here(const struct loader *l)
{
    return place(l, l->event.start_mark);
}

/* Whether a tab stands at the beginning of a line, maybe behind blanks: not where YAML wants it. */
static bool tab_begins(const struct loader *l, size_t line)
{
    const char *s = l->text;
    for (; line > 0 && s != NULL; line--) {
        s = strchr(s, '\n');
        s = s != NULL ? s + 1 : NULL;
    }
    return s != NULL && s[strspn(s, " ")] == '\t';
}

/* What libyaml found wrong. Its own sentences say what was expected. */
static bool syntax_error(const struct loader *l)
{
    const yaml_parser_t *p = &l->parser;
    struct where at = place(l, p->problem_mark);
    if (p->error == YAML_MEMORY_ERROR || p->problem == NULL) {
        diag_at((struct where){l->path, 0, 0}, "this YAML cannot be read");
    } else if (tab_begins(l, p->problem_mark.line)) {
        diag_at(at, "not YAML: a tab: expected blanks to begin a line with");
    } else if (p->context != NULL && !l->whole) {
        diag_at(at, "not YAML: %s %s (line %d)", p->problem, p->context,
                (int)p->context_mark.line + 1);
    } else {
        diag_at(at, "not YAML: %s", p->problem);
    }
    return false;
}

/* Step to the next event. False after a message. */
static bool advance(struct loader *l)
{
    yaml_event_delete(&l->event);
    if (!yaml_parser_parse(&l->parser, &l->event)) {
        return syntax_error(l);
    }
    if (++l->events > YAML_EVENTS) {
        diag_at(here(l), "too much YAML: expected at most %d elements", YAML_EVENTS);
        return false;
    }
    return true;
}

static bool refuse_marks(const struct loader *l, const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (anchor != NULL) {
        diag_at(here(l), "anchors (&%s) are not taken here: expected a value",
                excerpt((const char *)anchor).text);
    } else if (tag != NULL) {
        diag_at(here(l), "tags (%s) are not taken here: expected a value",
                excerpt((const char *)tag).text);
    }
    return anchor == NULL && tag == NULL;
}

/* The text of the current event, a scalar, in new memory; NULL after a message. */
static char *scalar_text(const struct loader *l)
{
    const char *value = (const char *)l->event.data.scalar.value;
    size_t length = l->event.data.scalar.length;
    if (!refuse_marks(l, l->event.data.scalar.anchor, l->event.data.scalar.tag)) {
        return NULL;
    }
    if (length > YAML_SCALAR_SIZE) {
        diag_at(here(l), "a text of %zu bytes: expected at most %d", length, YAML_SCALAR_SIZE);
        return NULL;
    }
    if (memchr(value, 0, length) != NULL) {
        diag_at(here(l), "a NUL byte in a text: expected any other");
        return NULL;
    }
    return xstrdup(value);
}

static struct yaml_tree *new_tree(const struct loader *l, enum yaml_shape shape)
{
    struct yaml_tree *t = xmalloc(sizeof *t);
    *t = (struct yaml_tree){.shape = shape, .at = here(l)};
    return t;
}

static struct yaml_tree *build(struct loader *l, int depth);

static struct yaml_tree *build_scalar(struct loader *l)
{
    char *text = scalar_text(l);
    if (text == NULL) {
        return NULL;
    }
    struct yaml_tree *t = new_tree(l, YAML_SCALAR);
    t->text = text;
    t->bare = l->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    t->spans = l->event.end_mark.line != l->event.start_mark.line;
    return t;
}

/* Sequence items up to the end event, which becomes the current one. */
static bool build_items(struct loader *l, struct yaml_tree *t, int depth)
{
    if (!refuse_marks(l, l->event.data.sequence_start.anchor, l->event.data.sequence_start.tag)) {
        return false;
    }
    for (struct yaml_tree **end = &t->first; advance(l); end = &(*end)->next) {
        if (l->event.type == YAML_SEQUENCE_END_EVENT) {
            return true;
        }
        *end = build(l, depth + 1);
        if (*end == NULL) {
            return false;
        }
    }
    return false;
}

/* The current event as a key of t; NULL after a message. */
static char *build_key(struct loader *l, const struct yaml_tree *t)
{
    if (l->event.type != YAML_SCALAR_EVENT) {
        diag_at(here(l), "this cannot be a key: expected a word");
        return NULL;
    }
    char *key = scalar_text(l);
    int members = 0;
    for (const struct yaml_tree *m = t->first; m != NULL && key != NULL; m = m->next) {
        bool same = strcmp(m->key, key) == 0;
        if (same && l->whole) {
            diag_at(here(l), "`%s` stands here a second time", excerpt(key).text);
        } else if (same) {
            diag_at(here(l), "`%s` stands here a second time: the first is in line %d",
                    excerpt(key).text, m->key_at.line);
        } else if (++members == YAML_MEMBERS) {
            diag_at(here(l), "too many keys: expected at most %d", YAML_MEMBERS);
            same = true;
        }
        if (same) {
            free(key);
            key = NULL;
        }
    }
    return key;
}

/* One member of a mapping: the current event is its key. */
static struct yaml_tree *build_member(struct loader *l, const struct yaml_tree *t, int depth)
{
    struct where key_at = here(l);
    char *key = build_key(l, t);
    struct yaml_tree *value = key != NULL && advance(l) ? build(l, depth + 1) : NULL;
    if (value == NULL) {
        free(key);
        return NULL;
    }
    value->key = key;
    value->key_at = key_at;
    return value;
}

/* Members up to the end event, which becomes the current one. */
static bool build_members(struct loader *l, struct yaml_tree *t, int depth)
{
    if (!refuse_marks(l, l->event.data.mapping_start.anchor, l->event.data.mapping_start.tag)) {
        return false;
    }
    for (struct yaml_tree **end = &t->first; advance(l); end = &(*end)->next) {
        if (l->event.type == YAML_MAPPING_END_EVENT) {
            return true;
        }
        *end = build_member(l, t, depth);
        if (*end == NULL) {
            return false;
        }
    }
    return false;
}

/*
 * The tree that the current event begins. Depth is checked as events arrive: libyaml looks ahead
 * by 1024 characters only, so what it does with deep nesting (its time is quadratic) stays small.
 */
static struct yaml_tree *build(struct loader *l, int depth)
{
    if (l->event.type == YAML_SCALAR_EVENT) {
        return build_scalar(l);
    }
    if (l->event.type == YAML_ALIAS_EVENT) {
        diag_at(here(l), "aliases (*%s) are not taken here: expected a value",
                excerpt((const char *)l->event.data.alias.anchor).text);
        return NULL;
    }
    if (depth > YAML_DEPTH) {
        diag_at(here(l), "nested too deeply: expected at most %d levels", YAML_DEPTH);
        return NULL;
    }
    bool mapping = l->event.type == YAML_MAPPING_START_EVENT;
    struct yaml_tree *t = new_tree(l, mapping ? YAML_MAPPING : YAML_SEQUENCE);
    if (!(mapping ? build_members(l, t, depth) : build_items(l, t, depth))) {
        yaml_tree_free(t);
        return NULL;
    }
    return t;
}

/* Nothing but the end of the file may follow the first document. */
static bool ends_here(struct loader *l)
{
    if (!advance(l) || !advance(l)) {
        return false;
    }
    if (l->event.type != YAML_STREAM_END_EVENT) {
        diag_at(here(l), "a second document begins: expected one in each file");
        return false;
    }
    return true;
}

static struct yaml_tree *build_document(struct loader *l)
{
    if (!advance(l) || !advance(l)) {
        return NULL;
    }
    if (l->event.type == YAML_STREAM_END_EVENT) {
        diag_at((struct where){l->path, 0, 0}, "nothing in it: expected keys such as `vms:`");
        return NULL;
    }
    struct yaml_tree *t = advance(l) ? build(l, 1) : NULL;
    if (t != NULL && !ends_here(l)) {
        yaml_tree_free(t);
        t = NULL;
    }
    return t;
}

/*
 * Whether the bytes are UTF-8 text, line ends and tabs included; libyaml would refuse others too,
 * but could not say where.
 */
static bool check_text(const char *path, bool whole, const char *s, size_t size)
{
    struct where at = {path, whole ? 0 : 1, 1};
    for (size_t i = 0, n; i < size; i += n, at.column++) {
        uint32_t code = 0;
        n = utf8_step(s + i, size - i, &code);
        if (n == 0) {
            diag_at(at, "not UTF-8: expected text (a flat image needs --flat ADDR)");
            return false;
        }
        if (code == '\n') {
            at = (struct where){path, whole ? 0 : at.line + 1, 0};
        } else if ((code < 0x20 && code != '\t' && code != '\r') || code == 0x7f) {
            diag_at(at, "control character %u: expected text (a flat image needs --flat ADDR)",
                    (unsigned)code);
            return false;
        }
    }
    return true;
}

static struct yaml_tree *build_from(const char *path, bool whole, const char *s, size_t size)
{
    struct loader l = {.path = path, .text = s, .whole = whole};
    if (!yaml_parser_initialize(&l.parser)) {
        diag_at((struct where){path, 0, 0}, "no memory to read it");
        return NULL;
    }
    yaml_parser_set_encoding(&l.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&l.parser, (const unsigned char *)s, size);
    struct yaml_tree *t = build_document(&l);
    yaml_event_delete(&l.event);
    yaml_parser_delete(&l.parser);
    return t;
}

struct yaml_tree *yaml_tree_load(const char *path)
{
    static const char mark[] = {'\xef', '\xbb', '\xbf'}; /* of byte order: allowed, means nothing */
    uint8_t *bytes;
    size_t size;
    struct error e;
    if (!file_read(path, YAML_FILE_SIZE, &bytes, &size, &e)) {
        diag_at((struct where){path, 0, 0}, "%s", e.text);
        return NULL;
    }
    const char *s = (const char *)bytes;
    bytes[size] = '\0'; /* there is room */
    size_t skip = size >= sizeof mark && memcmp(s, mark, sizeof mark) == 0 ? sizeof mark : 0;
    struct yaml_tree *t = NULL;
    if (check_text(path, false, s + skip, size - skip)) {
        t = build_from(path, false, s + skip, size - skip);
    }
    free(bytes);
    return t;
}

static void place_all(struct yaml_tree *t, struct where at)
{
    for (; t != NULL; t = t->next) {
        t->at = at;
        t->key_at = at;
        place_all(t->first, at);
    }
}

struct yaml_tree *yaml_tree_of_text(const char *text, struct where at)
{
    size_t size = strlen(text);
    struct yaml_tree *t =
        check_text(at.file, true, text, size) ? build_from(at.file, true, text, size) : NULL;
    place_all(t, at);
    return t;
}

void yaml_tree_free(struct yaml_tree *t)
{
    while (t != NULL) {
        struct yaml_tree *next = t->next;
        yaml_tree_free(t->first);
        while (t->names != NULL) {
            struct yaml_name *name = t->names;
            t->names = name->next;
            free(name);
        }
        free(t->text);
        free(t->key);
        free(t);
        t = next;
    }
}

const char *yaml_shape_name(enum yaml_shape shape)
{
    static const char *const names[] = {"a single value", "a list", "a mapping"};
    return names[shape];
}

bool yaml_tree_empty(const struct yaml_tree *t)
{
    return t->shape == YAML_SCALAR && t->bare && t->text[0] == '\0';
}
