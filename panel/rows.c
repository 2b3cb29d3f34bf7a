/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rows.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A row in the spool: this, and then `size` bytes of cells. */
struct row_head {
    struct point point;
    enum point_status status;
    size_t size;
};

/* A cell: this, and then the text, if it is one, with its final NUL. */
struct cell_head {
    unsigned column; /* in order of coming */
    enum value_kind kind;
    double number;
    size_t length;
};

static int spool_failed(void)
{
    return diag("cannot write a temporary file (TMPDIR): %s", strerror(errno));
}

int rows_begin(struct rows *rows, const struct experiment *e)
{
    const char *folder = getenv("TMPDIR");
    char *path = xformat("%s/trapeze-rows-XXXXXX", folder && *folder ? folder : "/tmp");
    int fd = mkstemp(path);
    *rows = (struct rows){.experiment = e};
    if (fd >= 0) {
        unlink(path);                   /* it goes with the process, however that ends */
        fcntl(fd, F_SETFD, FD_CLOEXEC); /* and is nothing to gnuplot */
        rows->spool = fdopen(fd, "w+b");
    }
    free(path);
    return rows->spool ? 0 : spool_failed();
}

static bool same_column(const struct row_column *c, unsigned measure, const char *member)
{
    return c->measure == measure &&
           (member ? c->member && strcmp(c->member, member) == 0 : !c->member);
}

/* Columns come in the same order at most points. */
static unsigned find_column(struct rows *rows, unsigned measure, const char *member)
{
    for (unsigned i = 0; i < rows->column_count; i++) {
        unsigned at = (rows->hint + 1 + i) % rows->column_count;
        if (same_column(&rows->columns[at], measure, member)) {
            return rows->hint = at;
        }
    }
    return ROW_COLUMNS;
}

static unsigned add_column(struct rows *rows, unsigned measure, const char *member)
{
    const char *measure_name = rows->experiment->measures[measure].name;
    struct row_column c = {.measure = measure};
    c.name = member ? xformat("%s.%s", measure_name, member) : xstrdup(measure_name);
    c.member = member ? c.name + strlen(measure_name) + 1 : NULL;
    rows->columns = xrealloc(rows->columns, (rows->column_count + 1) * sizeof *rows->columns);
    rows->columns[rows->column_count] = c;
    return rows->hint = rows->column_count++;
}

static void append(struct rows *rows, const void *bytes, size_t size)
{
    if (rows->room - rows->size < size) {
        rows->room = 2 * (rows->size + size);
        rows->bytes = xrealloc(rows->bytes, rows->room);
    }
    memcpy(rows->bytes + rows->size, bytes, size);
    rows->size += size;
}

int rows_put(struct rows *rows, unsigned measure, const char *member, struct value v)
{
    unsigned column = find_column(rows, measure, member);
    if (column == ROW_COLUMNS && rows->column_count == ROW_COLUMNS) {
        const struct measure *m = &rows->experiment->measures[measure];
        return diag_at(m->at, "measure.%s: with it there are more than %d columns: expected fewer",
                       m->name, ROW_COLUMNS);
    }
    column = column == ROW_COLUMNS ? add_column(rows, measure, member) : column;
    bool text = v.kind == VALUE_TEXT;
    struct cell_head head;
    memset(&head, 0, sizeof head); /* its padding is written too */
    head.column = column;
    head.kind = v.kind;
    head.number = text ? 0 : v.number;
    head.length = text ? strlen(v.text) + 1 : 0;
    append(rows, &head, sizeof head);
    append(rows, text ? v.text : "", head.length);
    return 0;
}

int rows_add(struct rows *rows, struct point p, enum point_status status)
{
    struct row_head head;
    memset(&head, 0, sizeof head);
    head.point = p;
    head.status = status;
    head.size = rows->size;
    bool ok = fwrite(&head, sizeof head, 1, rows->spool) == 1 &&
              fwrite(rows->size ? rows->bytes : "", 1, rows->size, rows->spool) == rows->size;
    rows->size = 0;
    rows->count++;
    rows->ended[status]++;
    return ok ? 0 : spool_failed();
}

/* A name with its words that have aliases replaced, in new memory. */
static char *label_of(const struct rows *rows, const char *name)
{
    char *label = xstrdup("");
    for (const char *at = name; at; at = strchr(at, '.')) {
        at += *at == '.';
        char *word = xformat("%.*s", (int)strcspn(at, "."), at);
        const char *shown = word;
        for (unsigned i = 0; i < rows->common.alias_count; i++) {
            const struct point_alias *a = &rows->common.aliases[i];
            shown = strcmp(a->name, word) == 0 ? a->alias : shown;
        }
        char *longer = xformat("%s%s%s", label, at == name ? "" : ".", shown);
        free(label);
        free(word);
        label = longer;
    }
    return label;
}

/* Columns in order of their measures; those of one measure stay in order of coming. */
int rows_end(struct rows *rows)
{
    unsigned next = 0;
    struct row_column *sorted = xmalloc((rows->column_count + 1) * sizeof *sorted);
    rows->order = xmalloc((rows->column_count + 1) * sizeof *rows->order);
    rows->values = xmalloc((rows->column_count + 1) * sizeof *rows->values);
    for (unsigned m = 0; m < rows->experiment->measure_count; m++) {
        for (unsigned i = 0; i < rows->column_count; i++) {
            if (rows->columns[i].measure == m) {
                rows->order[i] = next;
                sorted[next++] = rows->columns[i];
            }
        }
    }
    free(rows->columns);
    rows->columns = sorted;
    for (unsigned i = 0; i < rows->column_count; i++) {
        struct row_column *c = &rows->columns[i];
        c->label = label_of(rows, c->member ? c->member : c->name);
    }
    if (fflush(rows->spool) != 0 || ferror(rows->spool)) {
        return spool_failed();
    }
    rows_rewind(rows);
    return 0;
}

void rows_rewind(struct rows *rows)
{
    rewind(rows->spool);
}

/* The cells in rows->bytes into rows->values. */
static void take_cells(struct rows *rows, size_t size)
{
    for (unsigned i = 0; i < rows->column_count; i++) {
        rows->values[i] = (struct value){.kind = VALUE_NONE};
    }
    for (size_t at = 0; at < size;) {
        struct cell_head head;
        memcpy(&head, rows->bytes + at, sizeof head);
        at += sizeof head;
        struct value *v = &rows->values[rows->order[head.column]];
        *v = (struct value){.kind = head.kind, .number = head.number};
        v->text = head.length ? rows->bytes + at : NULL;
        at += head.length;
    }
}

bool rows_next(struct rows *rows, struct point_row *row)
{
    struct row_head head;
    if (fread(&head, sizeof head, 1, rows->spool) != 1) {
        return false;
    }
    if (head.size > rows->room) {
        rows->room = head.size;
        rows->bytes = xrealloc(rows->bytes, rows->room);
    }
    if (head.size > 0 && fread(rows->bytes, 1, head.size, rows->spool) != head.size) {
        return false;
    }
    take_cells(rows, head.size);
    *row = (struct point_row){head.point, head.status, rows->values};
    return true;
}

void rows_free(struct rows *rows)
{
    for (unsigned i = 0; i < rows->column_count; i++) {
        free(rows->columns[i].name);
        free(rows->columns[i].label);
    }
    if (rows->spool) {
        fclose(rows->spool);
    }
    point_free(&rows->common);
    free(rows->columns);
    free(rows->order);
    free(rows->values);
    free(rows->bytes);
    *rows = (struct rows){.experiment = NULL};
}
