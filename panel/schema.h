/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a file may say, told to people and to editors: schema.def and experiment.def as a reference
 * in Markdown (schema_text.c) and as a JSON Schema (schema_json.c). For cmd_schema().
 */
#ifndef PANEL_SCHEMA_H
#define PANEL_SCHEMA_H

#include <stdio.h>

#include "config_schema.h"

/* Sections in the order in which one reads of them: NULL after the last. */
const struct config_section *schema_section(unsigned index);

/* Whether it is a key of the file; otherwise it stands within another section. */
bool schema_is_key(const struct config_section *s);

/* Whether, in place of an item, its first key's value may stand alone. */
bool schema_alone(const struct config_section *s);

/* The key `include`, which is gone when sections are looked at. */
extern const char schema_include[];

void schema_text(FILE *out);

/* 0, or a status after a message. */
int schema_json(FILE *out);

#endif
