/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shell: runs the script that is its argument.
 *
 *   script    commands, parted by ';' or a newline; '&' behind one leaves it in the background
 *   command   a program's name and its arguments, in which $! is the pid of the last one in the
 *             background; or one of
 *               wait       wait for what is in the background, in order, and tell the results
 *               exit [N]   end the script with status N; without N, also just an interactive part
 *               sh, -      an interactive part: lines from the console, until `exit` or Ctrl-D
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "user.h"

enum { COMMAND = 256, NAME = 32, JOBS = 8 };

struct job {
    int pid;
    char command[COMMAND];
};

static struct job jobs[JOBS];
static int job_count;
static int last_background;

/* What a command has decided about the script that it is part of. */
enum verdict { GO_ON, LEAVE };

static enum verdict run_script(const char *script);

static void collect_jobs(void)
{
    for (int i = 0; i < job_count; i++) {
        int status = 0;
        wait(jobs[i].pid, &status);
        printf("[%d] %s: status %d\n", i + 1, jobs[i].command, status);
    }
    job_count = 0;
}

static void interact(void)
{
    char line[COMMAND];
    do {
        int n = write(1, "$ ", 2) == 2 ? read(0, line, sizeof line - 1) : -1;
        if (n <= 0) {
            printf("\n");
            return;
        }
        line[n] = '\0';
    } while (run_script(line) == GO_ON);
}

/* Copy a command, with $! replaced. False if it is too long. */
static bool expand(char *to, const char *from, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        bool variable = from[i] == '$' && i + 1 < length && from[i + 1] == '!';
        if (variable) {
            n += (size_t)snprintf(to + n, COMMAND - n, "%d", last_background);
            i++;
        } else if (n < COMMAND) {
            to[n++] = from[i];
        }
        if (n >= COMMAND) {
            return false;
        }
    }
    while (n > 0 && to[n - 1] == ' ') {
        n--;
    }
    to[n] = '\0';
    return true;
}

static void run_in_foreground(int pid, const char *name)
{
    int status = 0;
    wait(pid, &status);
    if (status != 0) {
        printf("sh: %s: status %d\n", name, status);
    }
}

static void run_in_background(int pid, const char *command)
{
    struct job *job = &jobs[job_count++];
    job->pid = pid;
    strcpy(job->command, command);
    last_background = pid;
}

static void run_program(const char *command, const char *name, const char *args, bool background)
{
    if (background && job_count == JOBS) {
        printf("sh: %s: too much in the background\n", name);
        return;
    }
    int pid = spawn(name, args);
    if (pid < 0) {
        printf("sh: %s: cannot be started\n", name);
    } else if (background) {
        run_in_background(pid, command);
    } else {
        run_in_foreground(pid, name);
    }
}

static enum verdict run_exit(char *args)
{
    char *word = next_word(&args);
    if (*word) {
        exit(atoi(word));
    }
    return LEAVE;
}

static enum verdict run_command(const char *command, bool background)
{
    char words[COMMAND];
    char *args = strcpy(words, command);
    const char *name = next_word(&args);
    args += strspn(args, " ");
    if (strcmp(name, "exit") == 0) {
        return run_exit(args);
    }
    if (strcmp(name, "wait") == 0) {
        collect_jobs();
    } else if (strcmp(name, "-") == 0 || strcmp(name, "sh") == 0) {
        interact();
    } else if (*name) {
        run_program(command, name, args, background);
    }
    return GO_ON;
}

static enum verdict run_script(const char *script)
{
    enum verdict verdict = GO_ON;
    while (*script && verdict == GO_ON) {
        char command[COMMAND];
        script += strspn(script, " \t");
        size_t length = strcspn(script, ";&\n");
        if (expand(command, script, length)) {
            verdict = run_command(command, script[length] == '&');
        } else {
            printf("sh: a command is too long\n");
        }
        script += length;
        script += *script != '\0';
    }
    return verdict;
}

int main(char *args)
{
    run_script(args);
    return 0;
}
