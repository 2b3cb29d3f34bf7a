/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trapeze repl: the front panel's loop. */
#include "repl.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"

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
            putc('\n', r->out);
            break;
        }
        if (!obey(r, line, &repeat)) {
            fflush(stdout);
            diag_at((struct where){"error", 0, 0}, "%s", r->debugger->error);
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
            diag_at((struct where){at, 0, 0}, "%s",
                    whole ? r->debugger->error : "a zero byte in the line");
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
    r->debugger->session.console.color = options_color(o, STDOUT_FILENO);
    r->selected = LAYER_NONE;
    r->interactive = !script && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    repl_run_open(r);
    if (r->interactive) {
        fputs("`help` lists what can be typed.\n", r->out);
        repl_put_place(r);
    }
    int status = r->interactive ? run_terminal(r)
                 : script       ? run_script(r, script, o->script)
                                : run_script(r, stdin, "standard input");
    repl_run_close(r);
    return status;
}

int cmd_repl(const struct options *o)
{
    struct debugger d;
    struct repl r = {.debugger = &d, .out = stdout};
    FILE *script = o->script ? fopen(o->script, "r") : NULL;
    if (o->script && !script) {
        return diag_at((struct where){o->script, 0, 0}, "%s", strerror(errno));
    }
    int status = debug_open(&d, o);
    if (status == 0) {
        status = run_repl(&r, o, script);
        int written = debug_close(&d);
        status = status ? status : written;
    }
    if (script) {
        fclose(script);
    }
    return status;
}
