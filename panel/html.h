/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts in HTML, SVG and other XML. Owns nothing; for whoever writes one of them. */
#ifndef PANEL_HTML_H
#define PANEL_HTML_H

#include <stdio.h>

/* A text so that it is nothing but text, in an attribute as well. */
void put_html(const char *text, FILE *out);

#endif
