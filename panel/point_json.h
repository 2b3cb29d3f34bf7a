/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a result as JSON, in its own file and in results.json. Owns nothing. */
#ifndef PANEL_POINT_JSON_H
#define PANEL_POINT_JSON_H

#include <jansson.h>

#include "point.h"

/* Values from one number up to another, by name; of one name twice the first. */
json_t *point_values_json(const struct point_result *r, unsigned from, unsigned to);

/* Files that went into it, with their hashes; what names are known by. */
json_t *point_inputs_json(const struct point_result *r);
json_t *point_aliases_json(const struct point_result *r);

#endif
