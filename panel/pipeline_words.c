/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isa/cause.h"
#include "pipeline.h"

#include <string.h>

static enum variant variant_of(const struct pipeline *p)
{
    return p->session->machine->config.variant;
}

static const struct image *image_of(const struct pipeline *p, const struct pipeline_entry *e)
{
    return layer_image(p->session, e->layer);
}

struct pipeline_text pipeline_what(const struct pipeline *p, const struct pipeline_entry *e)
{
    struct pipeline_text t;
    if (e->fetched) {
        struct insn_text insn = insn_text(image_of(p, e), e->word, e->pc, variant_of(p));
        memcpy(t.text, insn.text, sizeof insn.text);
    } else {
        snprintf(t.text, sizeof t.text, "%s",
                 e->kind == PIPELINE_INTERRUPT ? cause_text(e->cause) : "(not fetched)");
    }
    return t;
}

struct symbol_text pipeline_where(const struct pipeline *p, const struct pipeline_entry *e)
{
    return symbol_text(image_of(p, e), e->pc);
}

struct pipeline_text pipeline_who(const struct pipeline *p, const struct pipeline_entry *e)
{
    struct pipeline_text t;
    const char *mode = e->mode == MODE_USER ? "user mode" : "supervisor mode";
    if (p->session->monitored) {
        snprintf(t.text, sizeof t.text, "%s, %s", layer_name(p->session, e->layer), mode);
    } else {
        snprintf(t.text, sizeof t.text, "%s", mode);
    }
    return t;
}

const char *pipeline_register(const struct pipeline *p, const struct pipeline_entry *e)
{
    if (!e->fetched || e->kind != PIPELINE_INSTRUCTION) {
        return NULL;
    }
    struct insn in = isa_decode(e->word, variant_of(p));
    bool writes =
        in.op != OP_illegal && in.rd != 0 && strchr(isa_format_syntax[isa_rows[in.op].format], 'd');
    return writes ? isa_register_names[in.rd] : NULL;
}
