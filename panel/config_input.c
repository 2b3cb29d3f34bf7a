/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is typed at a VM's console: a text, or a list of items that say when.
 *
 *     input:
 *       - {after: "$ ", type: "ls\n"}             # when the console has put out the prompt
 *       - {after: "$ ", at: 20k, type: "exit\n"}  # 20,000 cycles after the next one
 *       - {at: 5M, type: "hello\n"}               # in the machine's cycle 5,000,000, or later
 *       - "again\n"                               # at once
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_store.h"
#include "yaml_tree.h"

void config_put_typed(struct config *c, struct config_input *input, const char *text)
{
    *input = (struct config_input){.text = config_keep(c, text), .count = *text != '\0'};
    input->items = config_room(c, sizeof *input->items);
    *input->items = (struct input_item){.type = input->text};
}

/* A text of a list in quotes, as YAML and JSON have them. */
static void put_quoted(FILE *f, const char *name, const char *text)
{
    fprintf(f, "%s: \"", name);
    for (const char *p = text; *p != '\0'; p++) {
        bool control = (unsigned char)*p < 0x20 || *p == 0x7f;
        if (*p == '\n') {
            fputs("\\n", f);
        } else if (control) {
            fprintf(f, "\\x%02x", (unsigned)(unsigned char)*p);
        } else {
            fprintf(f, "%s%c", *p == '"' || *p == '\\' ? "\\" : "", *p);
        }
    }
    fputc('"', f);
}

static void put_item(FILE *f, const struct input_item *i)
{
    fputc('{', f);
    if (i->after != NULL) {
        put_quoted(f, "after", i->after);
        fputs(", ", f);
    }
    if (i->at != 0) {
        fprintf(f, "at: %s, ", config_number_text(KEY_COUNT, i->at).text);
    }
    put_quoted(f, "type", i->type);
    fputc('}', f);
}

/* The list as it would stand in one line: its `text`. */
static int write_list(struct config *c, struct config_input *input)
{
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    if (f == NULL) {
        return diag_internal("no memory for what is to be typed");
    }
    fputc('[', f);
    for (unsigned i = 0; i < input->count; i++) {
        fputs(i > 0 ? ", " : "", f);
        put_item(f, &input->items[i]);
    }
    fputc(']', f);
    fclose(f);
    input->text = config_keep(c, text);
    free(text);
    return 0;
}

static int read_key(struct config *c, struct input_item *item, const struct yaml_tree *t)
{
    const struct config_section *s = &config_input_section;
    const struct config_key *k = config_find_key(s, t->key, t->key_at);
    if (k == NULL) {
        return EXIT_USAGE;
    }
    if (t->shape != YAML_SCALAR) {
        return diag_at(t->at, "%s.%s: %s: expected %s", s->name, k->name, yaml_shape_name(t->shape),
                       config_expected(k).text);
    }
    return config_put(c, s, item, k, t->text, t->at);
}

static int read_item(struct config *c, struct input_item *item, const struct yaml_tree *t)
{
    const struct config_section *s = &config_input_section;
    *item = (struct input_item){.place = t->at};
    if (t->shape == YAML_SCALAR) {
        return config_put(c, s, item, &s->keys[0], t->text, t->at);
    }
    if (t->shape == YAML_SEQUENCE) {
        return diag_at(t->at, "%s: a list in a list: expected an item such as {at: 20k, type: ...}",
                       s->name);
    }
    int status = 0;
    for (const struct yaml_tree *m = t->first; m != NULL && status == 0; m = m->next) {
        status = read_key(c, item, m);
    }
    if (status == 0 && item->type == NULL) {
        status = diag_at(t->at, "%s: nothing to type: expected a key `type`", s->name);
    }
    if (status == 0 && item->after != NULL && strchr(item->after, '\r') != NULL) {
        status = diag_at(item->after_at,
                         "%s.after: a carriage return, which does not count: expected text "
                         "without",
                         s->name);
    }
    return status;
}

/* Cycles of the machine go on. */
static int check_order(const struct input_item *item, uint64_t *latest)
{
    if (item->after != NULL || item->at_at.file == NULL) {
        return 0;
    }
    if (item->at < *latest) {
        return diag_at(item->at_at,
                       "vms.input.at: %s, and an item before it is typed at %s: expected that or "
                       "later",
                       config_number_text(KEY_COUNT, item->at).text,
                       config_number_text(KEY_COUNT, *latest).text);
    }
    *latest = item->at;
    return 0;
}

int config_put_input(struct config *c, struct config_input *input, const struct yaml_tree *list)
{
    unsigned count = 0;
    for (const struct yaml_tree *t = list->first; t != NULL; t = t->next) {
        count++;
    }
    *input = (struct config_input){.timed = true, .count = count};
    input->items = config_room(c, (count + 1) * sizeof *input->items);
    uint64_t latest = 0;
    int status = 0;
    struct input_item *item = input->items;
    for (const struct yaml_tree *t = list->first; t != NULL && status == 0; t = t->next, item++) {
        status = read_item(c, item, t);
        status = status != 0 ? status : check_order(item, &latest);
    }
    return status != 0 ? status : write_list(c, input);
}

/* --- in a snapshot --- */

enum { ITEMS_MOST = 1 << 20, ITEM_TEXT_MOST = 64 << 10 };

/* A text that the config then owns; an empty one is none. */
static void text_archive(struct archive *a, struct config *c, const char **text)
{
    uint8_t *bytes = (uint8_t *)*text; /* an archive that saves changes nothing */
    size_t size = *text != NULL ? strlen(*text) : 0;
    archive_block(a, &bytes, &size, ITEM_TEXT_MOST);
    if (!a->loading) {
        return;
    }
    archive_require(a, bytes != NULL && memchr(bytes, '\0', size) == NULL);
    if (!a->failed && size > 0) {
        bytes[size] = '\0';
        *text = config_keep(c, (const char *)bytes);
    }
    free(bytes);
}

static void item_archive(struct archive *a, struct config *c, struct input_item *item)
{
    text_archive(a, c, &item->after);
    archive_u64(a, &item->at);
    text_archive(a, c, &item->type);
    archive_require(a, item->type != NULL);
}

int config_archive_input(struct archive *a, struct config *c, struct config_input *input)
{
    uint32_t count = input->count;
    archive_below(a, &count, ITEMS_MOST);
    archive_require(a, !a->loading || count <= a->size - a->at); /* each is longer than a byte */
    if (a->loading) {
        size_t size = (a->failed ? 1 : count + 1) * sizeof *input->items;
        *input = (struct config_input){.timed = true, .items = config_room(c, size)};
        memset(input->items, 0, size);
    }
    for (uint32_t i = 0; i < count && !a->failed; i++) {
        item_archive(a, c, &input->items[i]);
        input->count = i + 1;
    }
    return a->loading && !a->failed ? write_list(c, input) : 0;
}
