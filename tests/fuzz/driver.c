/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A fuzz target as an ordinary program, for compilers without libFuzzer: TARGET FILE... gives it
 * no bytes at all, and then each file's.
 */
#include <fcntl.h>
#include <sanitizer/common_interface_defs.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "machine/file.h"
#include "tests/fuzz/fuzz.h"

enum { INPUT_MAX = 16 << 20 };

static int report;                  /* what standard error was */
static const char *now = "nothing"; /* being run */

static void say(const char *text)
{
    ssize_t n = write(report, text, strlen(text));
    (void)n;
}

static void on_abort(int signal_number)
{
    say("failed on ");
    say(now);
    say("\n");
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

/* What the sanitizers find is reported, what the target says is not. */
static void close_output(void)
{
    int nowhere = open("/dev/null", O_WRONLY);
    report = dup(STDERR_FILENO);
    fuzz_check(nowhere >= 0 && report >= 0);
    __sanitizer_set_report_fd((void *)(intptr_t)report);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    close(nowhere);
}

int main(int argc, char **argv)
{
    close_output();
    signal(SIGABRT, on_abort);
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    for (int i = 1; i < argc; i++) {
        uint8_t *bytes;
        size_t size;
        struct error e;
        now = argv[i];
        if (!file_read(argv[i], INPUT_MAX, &bytes, &size, &e)) {
            say(e.text);
            return 1;
        }
        uint8_t *exact = malloc(size); /* what is read beyond its end is found */
        fuzz_check(exact || size == 0);
        memcpy(exact, bytes, size);
        free(bytes);
        LLVMFuzzerTestOneInput(exact, size);
        free(exact);
    }
    return 0;
}
