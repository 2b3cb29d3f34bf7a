/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trapeze repl: the front panel's loop. */
#include "repl.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cc.h"
#include "options.h"
#include "output.h"
#include "sound.h"

/* --- the loop --- */

/* A command begins with a word of letters: what follows it, x/8w's slash too, is its arguments. */
static const struct repl_command *cut_command(struct repl *r, char **line)
{
    char *at = *line;
    size_t n = *at == '?' ? 1 : 0;
    while (isalpha((unsigned char)at[n])) {
        n++;
    }
    if (n == 0) {
        repl_error(r, "expected a command at `%s`; `help` lists them", excerpt(at).text);
        return NULL;
    }
    char *word = xformat("%.*s", (int)(n < 64 ? n : 64), at);
    const struct repl_command *c = repl_find(r, word);
    at += n;
    *line = at + strspn(at, " \t");
    free(word);
    return c;
}

/* Do what a line says. For a person an empty one steps on; a script may have empty lines. */
static bool obey(struct repl *r, char *line, char **repeat)
{
    line += strspn(line, " \t\r\f\v");
    size_t n = strlen(line);
    while (n > 0 && isspace((unsigned char)line[n - 1])) {
        line[--n] = '\0';
    }
    char *again = NULL;
    if (n == 0 && r->interactive && *repeat) {
        again = xstrdup(*repeat);
        line = again;
    }
    if (*line == '\0' || *line == '#') {
        return true;
    }
    char *whole = xstrdup(line);
    const struct repl_command *c = cut_command(r, &line);
    bool ok = c && c->handler(r, line);
    if (c && c->repeats) {
        free(*repeat);
        *repeat = whole;
    } else {
        free(whole);
    }
    free(again);
    return ok;
}

static int run_terminal(struct repl *r)
{
    char *repeat = NULL;
    repl_line_open(r);
    while (!r->done) {
        char *line = repl_line_read();
        if (!line) {
            putchar('\n');
            break;
        }
        if (!obey(r, line, &repeat)) {
            fflush(stdout);
            diag_at((struct where){"error", 0, 0}, "%s", r->error);
        }
        free(line);
    }
    repl_line_close();
    free(repeat);
    return 0;
}

/* The first command that fails is the end of a script. */
static int run_script(struct repl *r, FILE *in, const char *name)
{
    char *line = NULL;
    char *repeat = NULL;
    size_t capacity = 0;
    int status = 0;
    ssize_t n;
    for (unsigned number = 1; !r->done && !status; number++) {
        errno = 0;
        n = getline(&line, &capacity, in);
        if (n < 0) {
            status = ferror(in) ? diag_at((struct where){name, 0, 0}, "%s", strerror(errno)) : 0;
            break;
        }
        bool whole = memchr(line, '\0', (size_t)n) == NULL;
        if (!whole || !obey(r, line, &repeat)) {
            char *at = xformat("%s:%u", name, number);
            fflush(stdout);
            diag_at((struct where){at, 0, 0}, "%s", whole ? r->error : "a zero byte in the line");
            free(at);
            status = EXIT_GUEST;
        }
    }
    free(repeat);
    free(line);
    return status;
}

/* --- opening and closing --- */

static int run_repl(struct repl *r, const struct options *o, FILE *script)
{
    r->session.console.color = options_color(o, STDOUT_FILENO);
    r->selected = LAYER_NONE;
    r->interactive = !script && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    session_type_configured(&r->session);
    repl_break_open(r);
    repl_run_open(r);
    if (r->interactive) {
        puts("`help` lists what can be typed.");
        repl_put_place(r);
    }
    int status = r->interactive ? run_terminal(r)
                 : script       ? run_script(r, script, o->script)
                                : run_script(r, stdin, "standard input");
    console_flush(&r->session.console);
    console_end_line(&r->session.console);
    repl_run_close(r);
    repl_break_close(r);
    free(r->error);
    return status;
}

static int open_consoles(struct repl *r, struct output *consoles)
{
    int status = 0;
    for (unsigned i = 0; i < r->config.vms_count && status == 0; i++) {
        const struct config_vm *vm = &r->config.vms[i];
        status = vm->console ? output_open(&consoles[i], vm->console, vm->console_at) : 0;
    }
    return status;
}

/* With everything that is to be written open before anything starts. */
static int run_configured(struct repl *r, const struct options *o, FILE *script)
{
    unsigned count = r->config.vms_count;
    struct output *consoles = xmalloc((count + 1) * sizeof *consoles);
    memset(consoles, 0, (count + 1) * sizeof *consoles);
    int status = open_consoles(r, consoles);
    if (status == 0) {
        struct flat flat = {o->flat.given, o->flat.value};
        status = session_open(&r->session, &r->config, flat, -1);
    }
    if (status == 0) {
        for (unsigned i = 0; i < count; i++) {
            r->session.console.channels[i + 1].raw = consoles[i].file;
        }
        status = run_repl(r, o, script);
        session_close(&r->session);
        for (unsigned i = 0; i < count; i++) {
            int written = output_commit(&consoles[i]);
            status = status ? status : written;
        }
    }
    for (unsigned i = 0; i < count; i++) {
        output_abandon(&consoles[i]);
    }
    free(consoles);
    return status;
}

int cmd_repl(const struct options *o)
{
    struct repl r = {.done = false};
    FILE *script = NULL;
    if (o->script) {
        script = fopen(o->script, "r");
        if (!script) {
            return diag_at((struct where){o->script, 0, 0}, "%s", strerror(errno));
        }
    }
    int status = config_load(&r.config, o->file, o->flat.given, o->sets.item, o->sets.count);
    status = status ? status : sound_check(&r.config, o->unsound);
    if (status == 0) {
        status = run_configured(&r, o, script);
    }
    if (script) {
        fclose(script);
    }
    compile_cleanup();
    config_free(&r.config);
    return status;
}
