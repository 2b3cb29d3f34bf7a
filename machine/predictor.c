/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/predictor.h"

#include <stdlib.h>
#include <string.h>

#include "machine/power.h"

enum { WEAKLY_NOT_TAKEN = 1, WEAKLY_TAKEN = 2 };

static bool valid_count(uint32_t n)
{
    return is_power_of_two(n) && n <= PREDICTOR_MAX;
}

bool predictor_valid(const struct predictor_config *config)
{
    return config->kind != PREDICT_BIMODAL ||
           (valid_count(config->counters) && valid_count(config->targets));
}

bool predictor_new(struct predictor *p, const struct predictor_config *config)
{
    *p = (struct predictor){.config = *config};
    if (config->kind != PREDICT_BIMODAL) {
        return true;
    }
    p->counters = malloc(config->counters);
    p->targets = calloc(config->targets, sizeof *p->targets);
    if (!p->counters || !p->targets) {
        return false;
    }
    memset(p->counters, WEAKLY_NOT_TAKEN, config->counters);
    return true;
}

void predictor_free(struct predictor *p)
{
    free(p->counters);
    free(p->targets);
}

static uint8_t *counter_of(const struct predictor *p, uint32_t pc)
{
    return &p->counters[pc / 4 & (p->config.counters - 1)];
}

static struct branch_target *target_of(const struct predictor *p, uint32_t pc)
{
    return &p->targets[pc / 4 & (p->config.targets - 1)];
}

static bool is_branch(const struct insn *in)
{
    return isa_rows[in->op].unit == UNIT_BRANCH;
}

static uint32_t backward_taken(const struct insn *in, uint32_t pc)
{
    bool taken = in->op == OP_jal || (is_branch(in) && in->imm >> 31);
    return taken ? pc + in->imm : pc + 4;
}

static uint32_t bimodal(const struct predictor *p, const struct insn *in, uint32_t pc)
{
    const struct branch_target *t = target_of(p, pc);
    bool taken = !is_branch(in) || *counter_of(p, pc) >= WEAKLY_TAKEN;
    return taken && t->from == pc + 1 ? t->to : pc + 4;
}

uint32_t predictor_next(const struct predictor *p, const struct insn *in, uint32_t pc)
{
    switch (p->config.kind) {
    case PREDICT_BACKWARD_TAKEN:
        return backward_taken(in, pc);
    case PREDICT_BIMODAL:
        return bimodal(p, in, pc);
    default:
        return pc + 4;
    }
}

void predictor_learn(struct predictor *p, const struct insn *in, uint32_t pc, uint32_t next)
{
    if (p->config.kind != PREDICT_BIMODAL) {
        return;
    }
    bool taken = next != pc + 4;
    uint8_t *counter = counter_of(p, pc);
    if (is_branch(in)) {
        *counter =
            (uint8_t)(taken ? *counter + (*counter < COUNTER_MAX) : *counter - (*counter > 0));
    }
    if (taken) {
        *target_of(p, pc) = (struct branch_target){pc + 1, next};
    }
}
