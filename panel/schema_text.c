/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reference of all keys, as Markdown. */
#include "schema.h"

/* A text in a cell of a table. What is between backquotes stays as it is, but for bars. */
static void put_cell(FILE *out, const char *text)
{
    bool code = false;
    for (const char *p = text; *p != '\0'; p++) {
        code ^= *p == '`';
        if (*p == '|') {
            fputs("\\|", out);
        } else if (!code && (*p == '<' || *p == '>' || *p == '&')) {
            fputs(*p == '<' ? "&lt;" : *p == '>' ? "&gt;" : "&amp;", out);
        } else if (!code && (*p == '*' || *p == '_')) {
            fprintf(out, "\\%c", *p);
        } else {
            fputc(*p, out);
        }
    }
}

static void put_choices(FILE *out, const struct config_key *k)
{
    const char *joint = "";
    for (const struct config_choice *c = config_choices; c->name != NULL; c++) {
        if (c->list == k->list) {
            fprintf(out, "%s`%s`", joint, c->name);
            joint = ", ";
        }
    }
}

static void put_number(FILE *out, const struct config_key *k)
{
    fprintf(out, "%s to %s", config_number_text(k->type, k->low).text,
            config_number_text(k->type, k->high).text);
    if (k->step > 1) {
        fprintf(out, ", in steps of %s", config_number_text(k->type, k->step).text);
    }
}

static void put_values(FILE *out, const struct config_key *k)
{
    static const char *const words[] = {
        [KEY_NAME] = "letters, digits, `-`, `_`",
        [KEY_STRING] = "one line",
        [KEY_TEXT] = "text",
        [KEY_INPUT] = "text, or a list",
        [KEY_PATH] = "a file",
        [KEY_IMAGE] = "a file, or a shipped guest",
        [KEY_FORMULA] = "a formula",
        [KEY_FORMULAS] = "a formula, or a list",
        [KEY_COLUMN] = "a column",
        [KEY_MEASURES] = "a measure, or a list",
        [KEY_AXES] = "a mapping, or a list of mappings",
        [KEY_VALUE] = "a value of the path's key",
    };
    if (k->type == KEY_CHOICE) {
        put_choices(out, k);
    } else if (k->type == KEY_SIZE || k->type == KEY_COUNT) {
        put_number(out, k);
    } else {
        fputs(words[k->type], out);
    }
}

static void put_key(FILE *out, const struct config_key *k)
{
    fprintf(out, "| `%s` | ", k->name);
    put_values(out, k);
    fputs(" | ", out);
    if (k->standard != NULL) {
        fprintf(out, "`%s`", k->standard);
    }
    fputs(" | ", out);
    put_cell(out, k->help);
    for (const struct config_choice *c = config_choices; c->name != NULL; c++) {
        if (k->type == KEY_CHOICE && c->list == k->list) {
            fprintf(out, "<br>`%s`: ", c->name);
            put_cell(out, c->help);
        }
    }
    fputs(" |\n", out);
}

/* How the section is written down. */
static void put_shape(FILE *out, const struct config_section *s)
{
    static const char *const words[] = {
        [SHAPE_ONE] = "A mapping.",
        [SHAPE_EACH] = "A list; each item is a mapping of these keys",
        [SHAPE_NAMED] = "A mapping of names to mappings of these keys",
        [SHAPE_FREE] = "A mapping, whose other keys are one's own.",
        [SHAPE_VALUE] = "A mapping.",
    };
    fputs(words[s->shape], out);
    if (schema_alone(s)) {
        fprintf(out, ", or the value of `%s` alone.", s->keys[0].name);
    } else if (s->shape == SHAPE_EACH) {
        fputc('.', out);
    }
    fputs("\n\n", out);
}

static void put_section(FILE *out, const struct config_section *s)
{
    fprintf(out, "### `%s`\n\n", s->name);
    fprintf(out, "%c",
            s->help[0] >= 'a' && s->help[0] <= 'z' ? s->help[0] - 'a' + 'A' : s->help[0]);
    put_cell(out, s->help + 1);
    fputs(". ", out);
    put_shape(out, s);
    if (s->key_count == 0) {
        return;
    }
    fputs("| key | values | default | |\n|---|---|---|---|\n", out);
    for (unsigned i = 0; i < s->key_count; i++) {
        put_key(out, &s->keys[i]);
    }
    fputc('\n', out);
}

void schema_text(FILE *out)
{
    fputs(
        "## Every key\n\n"
        "Made by `trapeze schema` from the tables that the program reads files by. A file is a "
        "mapping of these sections, of which only `vms` is needed; all else has a default, or "
        "says what happens without it.\n\n"
        "- By its **path** a key is named in a sweep, in a formula and with `--set`: "
        "`machine.tlb`, `vms.NAME.weight`, `vms[0].weight`; `vms.*.weight` is that of all of the "
        "machine's own VMs, `vms.NAME.vms.INNER.weight` that of a VM in a VM.\n"
        "- **Sizes** are in bytes: `4096`, `4KiB`, `64MiB`, `1GiB`. **Numbers** are whole: `20`, "
        "`10k` (thousand), `2M` (million), `1G` (a thousand million). Times are in cycles of the "
        "machine, of which 100 million are a second, unless something else is said.\n"
        "- **Files** are relative to the file that names them, and with `--set` to the folder that "
        "one is in.\n"
        "- **Formulas**: see [formulas.md](formulas.md).\n\n",
        out);
    fputs("### `include`\n\n", out);
    fputc('A', out);
    put_cell(out, schema_include + 1);
    fputs(".\n\n", out);
    for (unsigned i = 0; schema_section(i) != NULL; i++) {
        put_section(out, schema_section(i));
    }
}
