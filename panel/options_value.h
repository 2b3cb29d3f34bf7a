/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands after an option, read: an address, a count, a window, a colour. For options.c alone;
 * owns nothing. Each returns 0, or EXIT_USAGE after a message in which the option is called `name`.
 */
#ifndef PANEL_OPTIONS_VALUE_H
#define PANEL_OPTIONS_VALUE_H

#include "options.h"

int option_put_address(struct option_address *field, const char *text, const char *name);
int option_put_count(struct option_count *field, const char *text, const char *name);
int option_put_window(struct option_window *field, const char *text, const char *name);
int option_put_color(enum color *field, const char *text, const char *name);

#endif
