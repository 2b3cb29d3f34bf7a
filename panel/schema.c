/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schema.h"

#include <string.h>

#include "experiment_schema.h"
#include "options.h"

const char schema_include[] =
    "a file whose sections are taken over, or a list of such files. Mappings are merged key by "
    "key: "
    "this file wins over what it includes, and a later file over an earlier one. Lists and single "
    "values are replaced. Names are relative to the file that they stand in";

/* What an experiment is about comes first, then one run, then what is made of many. */
const struct config_section *schema_section(unsigned index)
{
    const struct config_section *about = &plan_sections[PLAN_about];
    if (index == 0) {
        return about;
    }
    unsigned i = 1;
    for (unsigned c = 0; c < config_section_count; c++) {
        if (i++ == index) {
            return &config_sections[c];
        }
        if (config_sections[c].shape == SHAPE_EACH && i++ == index) {
            return &config_input_section;
        }
    }
    for (unsigned p = 0; p < PLAN_COUNT; p++) {
        if (&plan_sections[p] != about && i++ == index) {
            return &plan_sections[p];
        }
    }
    return NULL;
}

bool schema_is_key(const struct config_section *s)
{
    return s != &config_input_section && s->shape != SHAPE_VALUE;
}

bool schema_alone(const struct config_section *s)
{
    return s->shape == SHAPE_NAMED || (s->shape == SHAPE_EACH && strcmp(s->name, "vms") != 0);
}

int cmd_schema(const struct options *o)
{
    if (o->as_json) {
        return schema_json(stdout);
    }
    schema_text(stdout);
    return 0;
}
