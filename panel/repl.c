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

/* More scripts within scripts are somebody's mistake. */
enum { SCRIPTS_MOST = 16 };

/* Letters, with dashes between. The rest, x/8w's slash too, is arguments. */
size_t repl_command_length(const char *at)
{
    size_t n = *at == '?' ? 1 : 0;
    while (isalpha((unsigned char)at[n]) ||
           (n > 0 && at[n] == '-' && isalpha((unsigned char)at[n + 1]))) {
        n++;
    }
    return n;
}

static const struct repl_command *cut_command(struct repl *r, char **line)
{
    char *at = *line;
    size_t n = repl_command_length(at);
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
    r->again = NULL;
    bool ok = c && c->handler(r, line);
    if (c && c->repeats) {
        free(*repeat);
        *repeat = xstrdup(r->again ? r->again : whole);
    }
    free(whole);
    free(again);
    return ok;
}

static void tell_error(struct repl *r, struct where at)
{
    if (!r->error_told) {
        fflush(r->out);
        diag_at(at, "%s", r->debugger->error);
    }
    r->error_told = false;
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
            tell_error(r, (struct where){"error", 0, 0});
        }
        free(line);
    }
    repl_line_close();
    free(repeat);
    return 0;
}

/* Do a script's line; if that fails, say so with its place. */
static bool obey_line(struct repl *r, char *line, size_t n, const char *name, unsigned number)
{
    char *repeat = NULL;
    bool ok =
        memchr(line, '\0', n) ? repl_error(r, "a zero byte in the line") : obey(r, line, &repeat);
    free(repeat);
    if (!ok) {
        char *at = xformat("%s:%u", name, number);
        tell_error(r, (struct where){at, 0, 0});
        free(at);
    }
    return ok;
}

/* The first command that fails is the end of a script. */
int repl_script(struct repl *r, FILE *in, const char *name)
{
    char *line = NULL;
    size_t capacity = 0;
    int status = 0;
    for (unsigned number = 1; !r->done && !status; number++) {
        errno = 0;
        ssize_t n = getline(&line, &capacity, in);
        if (n < 0) {
            status = ferror(in) ? diag_at((struct where){name, 0, 0}, "%s", strerror(errno)) : 0;
            break;
        }
        status = obey_line(r, line, (size_t)n, name, number) ? 0 : EXIT_GUEST;
    }
    free(line);
    return status;
}

static bool source(struct repl *r, const char *path)
{
    if (r->depth >= SCRIPTS_MOST) {
        return repl_error(r, "scripts are nested more than %d deep", SCRIPTS_MOST);
    }
    FILE *in = fopen(path, "r");
    if (!in) {
        return repl_error(r, "%s: %s", excerpt(path).text, strerror(errno));
    }
    bool was_interactive = r->interactive;
    r->interactive = false; /* as elsewhere: an empty line repeats nothing */
    r->depth++;
    r->error_told = repl_script(r, in, path) != 0;
    r->depth--;
    r->interactive = was_interactive;
    fclose(in);
    return !r->error_told;
}

bool repl_source(struct repl *r, char *args)
{
    return *args != '\0' ? source(r, args) : repl_error(r, "expected the name of a file");
}

/* --- opening and closing --- */

/* Where --goto wants it; as if that had been typed. */
static void begin_at(struct repl *r, const struct options *o)
{
    char count[32];
    snprintf(count, sizeof count, "%llu", (unsigned long long)o->go_to.value);
    if (o->go_to.given && !repl_goto(r, count)) {
        tell_error(r, (struct where){"--goto", 0, 0});
    }
}

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
    begin_at(r, o);
    int status = r->interactive ? run_terminal(r)
                 : script       ? repl_script(r, script, o->script)
                                : repl_script(r, stdin, "standard input");
    repl_print_close(r);
    status = repl_trace_close(r) || status ? status : EXIT_USAGE;
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
