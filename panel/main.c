/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "options_table.h"

/* Output that could not be written is no success, whatever the command thought. */
static int finish_output(int status)
{
    if ((fflush(stdout) != 0 || ferror(stdout)) && status == 0) {
        return diag("standard output: %s", errno != 0 ? strerror(errno) : "cannot be written");
    }
    return status;
}

int main(int argc, char **argv)
{
    struct options o;
    program_set_name(argc > 0 ? argv[0] : "trapeze");
    int status = options_parse(&o, argc, argv);
    if (status == 0) {
        status = command_rows[o.command].handler(&o);
    }
    options_free(&o);
    return finish_output(status);
}
