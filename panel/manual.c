/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `trapeze manual`, the manual page, and `trapeze completion`, both out of the same tables. */
#include <stdio.h>
#include <string.h>

#include "config_schema.h"
#include "options_table.h"

/* Text as troff takes it: dashes that can be copied, nothing that begins a request. */
static void put_text(const char *s)
{
    for (bool first = true; *s != '\0'; s++, first = false) {
        if (first && (*s == '.' || *s == '\'')) {
            fputs("\\&", stdout);
        }
        if (*s == '-') {
            fputs("\\-", stdout);
        } else if (*s == '\\') {
            fputs("\\e", stdout);
        } else {
            putchar(*s);
        }
    }
}

static void put_line(const char *s)
{
    put_text(s);
    putchar('\n');
}

static void put_bold(const char *before, const char *s)
{
    fputs("\\fB", stdout);
    put_text(before);
    put_text(s);
    fputs("\\fR", stdout);
}

static void put_option(const struct option_row *row)
{
    char letter[] = {row->letter, '\0'};
    puts(".TP");
    if (row->letter != '\0') {
        put_bold("-", letter);
    }
    if (row->name != NULL) {
        fputs(row->letter != '\0' ? ", " : "", stdout);
        put_bold("--", row->name);
    }
    if (row->argument != NULL) {
        bool may = row->type == TYPE_OPTIONAL;
        fputs(may ? "[=\\fI" : " \\fI", stdout);
        put_text(row->argument);
        fputs(may ? "\\fR]" : "\\fR", stdout);
    }
    putchar('\n');
    put_line(row->help);
}

static void put_command(enum command c)
{
    const struct command_row *row = &command_rows[c];
    fputs(".SS ", stdout);
    put_bold("trapeze ", row->name);
    fputs(" [\\fIOPTION\\fR]... \\fI", stdout);
    put_text(row->operands);
    puts("\\fR");
    put_line(row->summary);
    for (unsigned i = 0; i < option_count; i++) {
        if (option_belongs(&option_rows[i], c)) {
            put_option(&option_rows[i]);
        }
    }
}

static void put_key(const struct config_section *s, const struct config_key *k)
{
    puts(".TP");
    put_bold(s->name, s->shape == SHAPE_EACH ? "[]." : ".");
    put_bold("", k->name);
    putchar('\n');
    put_text(k->help);
    fputs(": ", stdout);
    put_text(config_expected(k).text);
    if (k->standard != NULL) {
        fputs(" (default ", stdout);
        put_text(k->standard);
        putchar(')');
    }
    putchar('\n');
}

static void put_remarks(const char *heading, const struct remark_row *rows)
{
    printf(".SH %s\n", heading);
    for (; rows->name != NULL; rows++) {
        puts(".TP");
        put_bold("", rows->name);
        putchar('\n');
        put_line(rows->text);
    }
}

static void put_configuration(void)
{
    puts(".SH EXPERIMENTS\nAn experiment is a YAML file of mappings: the sections below, in each "
         "its keys,\nand under \\fBvms\\fR a list with one mapping for each virtual machine.\n"
         "Paths are relative to the file.");
    for (unsigned i = 0; i < config_section_count; i++) {
        const struct config_section *s = &config_sections[i];
        fputs(".SS ", stdout);
        put_bold("", s->name);
        fputs(": ", stdout);
        put_line(s->help);
        for (unsigned k = 0; k < s->key_count; k++) {
            put_key(s, &s->keys[k]);
        }
    }
}

int cmd_manual(const struct options *o)
{
    (void)o;
    puts(".TH TRAPEZE 1 \"\" \"trapeze " TRAPEZE_VERSION "\" \"User Commands\"\n"
         ".SH NAME\ntrapeze \\- a laboratory for system virtualization\n"
         ".SH SYNOPSIS\n\\fBtrapeze\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR]... [\\fIFILE\\fR]\n"
         ".SH DESCRIPTION\nSimulates the computer PG\\-32, runs guests on it, bare or in virtual\n"
         "machines under a monitor that is itself a program of PG\\-32, and tells what it cost.\n"
         ".SH COMMANDS");
    for (unsigned c = 0; c < COMMAND_COUNT; c++) {
        if (command_rows[c].summary != NULL) {
            put_command((enum command)c);
        }
    }
    put_configuration();
    put_remarks("ENVIRONMENT", environment_rows);
    put_remarks("EXIT STATUS", status_rows);
    return 0;
}

static void put_words(enum command c)
{
    printf("    %s) words=\"", command_rows[c].name);
    const char *joint = "";
    for (unsigned i = 0; i < option_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (option_belongs(row, c) && row->name != NULL) {
            printf("%s--%s", joint, row->name);
        } else if (option_belongs(row, c)) {
            printf("%s-%c", joint, row->letter);
        } else {
            continue;
        }
        joint = " ";
    }
    puts("\" ;;");
}

static void put_keys(void)
{
    for (unsigned i = 0; i < config_section_count; i++) {
        const struct config_section *s = &config_sections[i];
        for (unsigned k = 0; k < s->key_count; k++) {
            printf("%s%s.%s= ", s->name, s->shape == SHAPE_EACH ? "[0]" : "", s->keys[k].name);
        }
    }
}

static void put_completion(void)
{
    puts("# Completion of trapeze for bash. Made by `trapeze completion bash`.\n"
         "_trapeze() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  local words='' match\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then");
    fputs("    words=\"--help --version", stdout);
    for (unsigned c = 0; c < COMMAND_COUNT; c++) {
        if (command_rows[c].summary != NULL) {
            printf(" %s", command_rows[c].name);
        }
    }
    puts("\"\n"
         "  elif [ \"$before\" = --set ]; then\n"
         "    compopt -o nospace 2>/dev/null");
    fputs("    words=\"", stdout);
    put_keys();
    puts("\"\n  elif [ \"$before\" = --color ]; then\n    words=\"auto always never\"\n"
         "  elif [[ $word == -* ]]; then\n    case ${COMP_WORDS[1]} in");
    for (unsigned c = 0; c < COMMAND_COUNT; c++) {
        if (command_rows[c].summary != NULL) {
            put_words((enum command)c);
        }
    }
    puts("    esac\n"
         "  fi\n"
         "  COMPREPLY=()\n"
         "  while IFS= read -r match; do\n"
         "    COMPREPLY+=(\"$match\")\n"
         "  done < <(compgen -W \"$words\" -- \"$word\")\n"
         "}\n"
         "complete -o default -F _trapeze trapeze");
}

int cmd_completion(const struct options *o)
{
    if (strcmp(o->file, "bash") != 0) {
        return diag("completion %s: expected bash", excerpt(o->file).text);
    }
    put_completion();
    return 0;
}
