/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What classify decides of each machine of the zoo, against what is written down here by hand from
 * the manual and [P&G §3]; nothing is taken from the class columns, which are themselves compared
 * with what is found. And the places where such a checker goes wrong.
 */
#include <stdio.h>
#include <string.h>

#include "panel/classify_fields.h"
#include "panel/classify_result.h"
#include "tests/unit/unit.h"

static struct classification classified[VARIANT_COUNT];

static int classify_zoo(void **state)
{
    (void)state;
    for (unsigned v = 0; v < VARIANT_COUNT; v++) {
        assert_int_equal(classification_make(&classified[v], (enum variant)v, NULL, 0), 0);
    }
    return 0;
}

/* The first subject of a variant that `name` names. */
static const struct finding *finding_of(enum variant v, const char *name)
{
    const struct classification *c = &classified[v];
    for (unsigned i = 0; i < c->count; i++) {
        if (subject_is(&c->subject[i], name)) {
            return &c->finding[i];
        }
    }
    fail_msg("%s has no %s", isa_variant_names[v], name);
    return NULL;
}

static void expect(enum variant v, const char *name, enum verdict_word word)
{
    enum verdict_word found = finding_word(finding_of(v, name));
    if (found != word) {
        fail_msg("%s: %s is %s, expected %s", isa_variant_names[v], name, verdict_words[found],
                 verdict_words[word]);
    }
}

/* --- what is written down by hand --- */

/* Words in one text, each between blanks. */
static bool among(const char *words, const char *word)
{
    char padded[SUBJECT_NAME_SIZE + 2];
    snprintf(padded, sizeof padded, " %s ", word);
    return strstr(words, padded) != NULL;
}

#define LOADS " lb lh lw lbu lhu lr.w "
#define STORES                                                                                     \
    " sb sh sw sc.w amoswap.w amoadd.w amoxor.w amoand.w amoor.w amomin.w amomax.w amominu.w "     \
    "amomaxu.w "
#define ARITHMETIC                                                                                 \
    " lui auipc jal jalr beq bne blt bge bltu bgeu addi slti sltiu xori ori andi slli srli srai "  \
    "add sub sll slt sltu xor srl sra or and mul mulh mulhsu mulhu div divu rem remu fence "       \
    "fence.i "
#define SYSTEM " mret tlbwr tlbwi tlbinv tlbp tlbrh tlbrl "
#define WRITABLE                                                                                   \
    " mstatus misa mie mtvec mcounteren menvcfg mstatush menvcfgh mcountinhibit mcyclecfg "        \
    "minstretcfg mhpmevent3 mscratch mepc mcause mtval mip mcyclecfgh minstretcfgh tselect "       \
    "tdata1 "                                                                                      \
    "matp mtlbidx mtlbwired mtlbrand mcycle minstret mhpmcounter3 mcycleh minstreth "              \
    "mhpmcounter3h "
#define READ_ONLY " mvendorid marchid mimpid mhartid mconfigptr mtlbcfg "
#define COUNTERS_SHOWN " cycle time instret cycleh timeh instreth "
#define COUNTERS_ZERO " hpmcounter3 hpmcounter3h "

/* What a subject is on the base machine. */
static enum verdict_word base_word(const struct subject *s, const char *thing)
{
    bool reads = s->form == FORM_READ;
    if (among(ARITHMETIC LOADS STORES, thing) || strcmp(thing, "fetch") == 0) {
        return VERDICT_INNOCUOUS;
    }
    if (among(SYSTEM WRITABLE, thing)) {
        return VERDICT_PRIVILEGED;
    }
    if (strcmp(thing, "wfi") == 0 || (among(COUNTERS_SHOWN, thing) && reads)) {
        return VERDICT_TRAPPABLE;
    }
    if (among(READ_ONLY COUNTERS_ZERO, thing) && reads) {
        return VERDICT_PRIVILEGED;
    }
    return VERDICT_ALWAYS_TRAPS; /* ecall, ebreak, undefined; writes to what is read-only */
}

/* WARL registers whose fields are all fixed: to write them does nothing in either mode. */
#define FIXED                                                                                      \
    " misa mstatush menvcfgh mcyclecfg minstretcfg mhpmevent3 mip tselect tdata1 mhpmcounter3 "    \
    "mhpmcounter3h "

static enum verdict_word expected_word(enum variant v, const struct subject *s, const char *thing)
{
    enum verdict_word base = base_word(s, thing);
    switch (v) {
    case VARIANT_JRST:
        return strcmp(thing, "jrst") == 0 ? VERDICT_SENSITIVE : base;
    case VARIANT_POPF:
        return strcmp(thing, "popf") == 0 ? VERDICT_SENSITIVE : base;
    case VARIANT_CPL:
        return strcmp(thing, "cpl") == 0 ? VERDICT_SENSITIVE : base;
    case VARIANT_LRA:
        return strcmp(thing, "lra") == 0 ? VERDICT_USER_SENSITIVE : base;
    case VARIANT_NOP:
        if (among(FIXED, thing) && s->form == FORM_WRITE) {
            return VERDICT_INNOCUOUS;
        }
        return base == VERDICT_PRIVILEGED && !among(COUNTERS_ZERO, thing) ? VERDICT_SENSITIVE
                                                                          : base;
    case VARIANT_SIDT:
        return among(" mstatus mtvec matp ", thing) && s->form == FORM_READ ? VERDICT_USER_SENSITIVE
                                                                            : base;
    case VARIANT_KSEG:
        return among(LOADS STORES " fetch ", thing) ? VERDICT_SENSITIVE : base;
    default:
        return base;
    }
}

static void test_each_of_the_zoo(void **state)
{
    (void)state;
    for (unsigned v = 0; v < VARIANT_COUNT; v++) {
        const struct classification *c = &classified[v];
        assert_in_range(c->count, 600, SUBJECTS_MOST);
        for (unsigned i = 0; i < c->count; i++) {
            char thing[SUBJECT_NAME_SIZE], name[SUBJECT_NAME_SIZE];
            subject_thing(&c->subject[i], thing);
            subject_name(&c->subject[i], name);
            enum verdict_word word = expected_word((enum variant)v, &c->subject[i], thing);
            if (finding_word(&c->finding[i]) != word) {
                fail_msg("%s: %s is %s, expected %s", isa_variant_names[v], name,
                         verdict_words[finding_word(&c->finding[i])], verdict_words[word]);
            }
        }
    }
}

static void test_theorems(void **state)
{
    static const struct {
        bool theorem1, theorem3, effective;
        const char *offender1, *offender3;
    } table[VARIANT_COUNT] = {
        [VARIANT_PG32] = {true, true, true, "", ""},
        [VARIANT_JRST] = {false, true, false, "jrst", ""},
        [VARIANT_POPF] = {false, true, false, "popf", ""},
        [VARIANT_CPL] = {false, true, false, "cpl", ""},
        [VARIANT_NOP] = {false, true, false, "mret", ""},
        [VARIANT_SIDT] = {false, false, false, "csrrs mstatus, read", "csrrs mstatus, read"},
        [VARIANT_LRA] = {false, false, false, "lra", "lra"},
        [VARIANT_KSEG] = {false, true, true, "lb", ""},
    };
    (void)state;
    for (unsigned v = 0; v < VARIANT_COUNT; v++) {
        const struct verdict *found = &classified[v].verdict;
        assert_int_equal(found->theorem1, table[v].theorem1);
        assert_int_equal(found->theorem3, table[v].theorem3);
        assert_int_equal(found->effective, table[v].effective);
        assert_string_equal(found->offender1, table[v].offender1);
        assert_string_equal(found->offender3, table[v].offender3);
        assert_int_equal(found->disagreements, 0);
        assert_int_equal(found->counts[VERDICT_UNDECIDED], 0);
    }
}

/* --- where a checker goes wrong --- */

/* A trap changes M, and is no control-sensitivity. */
static void test_trap_is_no_control(void **state)
{
    (void)state;
    const char *const names[] = {"ecall", "ebreak", "undefined", "undefined-csr"};
    for (unsigned i = 0; i < COUNT(names); i++) {
        expect(VARIANT_PG32, names[i], VERDICT_ALWAYS_TRAPS);
        assert_false(finding_sensitive(finding_of(VARIANT_PG32, names[i])));
    }
}

/*
 * Some lecture notes have "user-sensitive" as "sensitive in supervisor mode and not in user mode".
 * Read so, JRST would be user-sensitive, and the paper's own example fail Theorem 3.
 */
static bool wrongly_user_sensitive(const struct finding *f)
{
    return finding_supervisor_sensitive(f) && !finding_user_sensitive(f);
}

static void test_user_sensitive(void **state)
{
    (void)state;
    const struct finding *jrst = finding_of(VARIANT_JRST, "jrst");
    assert_true(wrongly_user_sensitive(jrst));
    assert_false(finding_user_sensitive(jrst));
    assert_false(finding_privileged(jrst));
    assert_true(finding_has(jrst, CONTROL_SUPERVISOR));
    assert_int_equal(jrst->evidence[CONTROL_SUPERVISOR].rank, 0); /* M itself */
}

/* To read M alone is mode-sensitive, and no more; to read a register is location-sensitive. */
static void test_outside_the_window(void **state)
{
    (void)state;
    const struct finding *cpl = finding_of(VARIANT_CPL, "cpl");
    assert_true(finding_has(cpl, MODE));
    assert_false(finding_has(cpl, LOCATION_SUPERVISOR));
    assert_false(finding_has(cpl, LOCATION_USER));
    assert_false(finding_has(cpl, JOINT)); /* M alone shows it */
    /* P is part of the result: here, of what mepc holds. */
    assert_true(finding_has(finding_of(VARIANT_PG32, "mret"), LOCATION_SUPERVISOR));
    const struct finding *sidt = finding_of(VARIANT_SIDT, "csrrs mtvec, read");
    assert_false(finding_has(sidt, MODE));
    assert_true(finding_has(sidt, LOCATION_USER));
    assert_false(finding_has(finding_of(VARIANT_LRA, "lra"), MODE));
    assert_true(finding_has(finding_of(VARIANT_LRA, "lra"), LOCATION_USER));
}

/* In user mode there is no relocation that it bypasses. */
static void test_bypassing(void **state)
{
    (void)state;
    const struct finding *fetch = finding_of(VARIANT_KSEG, "fetch");
    assert_true(finding_has(fetch, MODE));
    assert_true(finding_has(fetch, LOCATION_SUPERVISOR));
    assert_false(finding_has(fetch, LOCATION_USER));
    assert_true(finding_has(finding_of(VARIANT_KSEG, "sw"), CONTROL_SUPERVISOR)); /* elsewhere */
    assert_false(finding_has(finding_of(VARIANT_KSEG, "sw"), CONTROL_USER));
}

/* The processor is a resource; and a bit of the supervisor's decides whether it can be had. */
static void test_trappable(void **state)
{
    (void)state;
    assert_true(finding_has(finding_of(VARIANT_PG32, "wfi"), CONTROL_SUPERVISOR));
    assert_int_equal(finding_of(VARIANT_PG32, "wfi")->opens, 1); /* mstatus.TW */
    assert_int_equal(finding_of(VARIANT_PG32, "csrrs cycle, read")->opens, 2);
    assert_int_equal(finding_of(VARIANT_PG32, "csrrs timeh, read")->opens, 4);
    assert_int_equal(finding_of(VARIANT_PG32, "csrrs instret, read")->opens, 8);
    assert_int_equal(finding_of(VARIANT_PG32, "mret")->opens, 0);
    assert_int_equal(finding_of(VARIANT_PG32, "csrrs hpmcounter3, read")->opens, 0);
}

/* Privileged and not sensitive: to read a constant, or to write what cannot change. */
static void test_privileged_for_nothing(void **state)
{
    (void)state;
    expect(VARIANT_PG32, "csrrs mvendorid, read", VERDICT_PRIVILEGED);
    assert_false(finding_sensitive(finding_of(VARIANT_PG32, "csrrs mvendorid, read")));
    assert_false(finding_sensitive(finding_of(VARIANT_PG32, "csrrw misa, write")));
    assert_true(finding_sensitive(finding_of(VARIANT_PG32, "csrrw mscratch, write")));
}

/* Each class column is right, and would be found out if it were not. */
static void test_classes_compared(void **state)
{
    (void)state;
    assert_true(class_allows(CLASS_SENSITIVE, VERDICT_SENSITIVE));
    assert_true(class_allows(CLASS_SHOWN, VERDICT_PRIVILEGED));
    assert_true(class_allows(CLASS_PRIVILEGED, VERDICT_ALWAYS_TRAPS));
    assert_true(class_allows(CLASS_TRAPPABLE, VERDICT_PRIVILEGED));
    assert_false(class_allows(CLASS_INNOCUOUS, VERDICT_SENSITIVE));
    assert_false(class_allows(CLASS_INNOCUOUS, VERDICT_PRIVILEGED));
    assert_false(class_allows(CLASS_PRIVILEGED, VERDICT_INNOCUOUS));
    assert_false(class_allows(CLASS_PRIVILEGED, VERDICT_TRAPPABLE));
    assert_false(class_allows(CLASS_SENSITIVE, VERDICT_USER_SENSITIVE));
    assert_false(class_allows(CLASS_ALWAYS_TRAPS, VERDICT_PRIVILEGED));
    assert_false(class_allows(CLASS_TRAPPABLE, VERDICT_SENSITIVE));
}

/* What is found of an instruction does not depend on what else is asked for. */
static void test_one_alone(void **state)
{
    (void)state;
    static struct classification c;
    const char *const wanted[] = {"popf", "mtvec"};
    assert_int_equal(classification_make(&c, VARIANT_POPF, wanted, 2), 0);
    assert_int_equal(c.count, 13);
    assert_false(c.complete);
    for (unsigned i = 0; i < c.count; i++) {
        char name[SUBJECT_NAME_SIZE];
        subject_name(&c.subject[i], name);
        const struct finding *whole = finding_of(VARIANT_POPF, name);
        for (unsigned p = 0; p < PROPERTIES; p++) {
            assert_int_equal(c.finding[i].evidence[p].found, whole->evidence[p].found);
            assert_int_equal(c.finding[i].evidence[p].scene, whole->evidence[p].scene);
        }
        assert_int_equal(c.finding[i].pairs, whole->pairs);
    }
}

/* Several hundred pairs of each can be compared. */
static void test_enumeration(void **state)
{
    (void)state;
    for (unsigned i = 0; i < classified[VARIANT_PG32].count; i++) {
        assert_in_range(classified[VARIANT_PG32].finding[i].pairs, 400, 10000);
        assert_int_equal(classified[VARIANT_PG32].finding[i].states, SCENES * (SCENE_STATES - 1));
    }
}

/* --- witnesses --- */

struct sample {
    enum variant v;
    const char *name;
    enum property shows;
    const char *differs; /* the only field in which the states differ, mode apart */
    const char *leaves;  /* a field of the outcome, and its values */
    uint32_t first, second;
};

static const struct sample samples[] = {
    {VARIANT_CPL, "cpl", MODE, "", "*", MODE_SUPERVISOR, MODE_USER},
    {VARIANT_JRST, "jrst", CONTROL_SUPERVISOR, "", "mode", MODE_USER, 0},
    {VARIANT_SIDT, "csrrs mtvec, read", LOCATION_USER, "mtvec", "*", 4, 0},
    {VARIANT_PG32, "wfi", CONTROL_SUPERVISOR, "", "waiting", 1, 0},
    {VARIANT_PG32, "mret", CONTROL_SUPERVISOR, "", "mode", MODE_USER, 0},
};

static const struct field *field_named(const struct field_list *l, const char *name)
{
    for (unsigned i = 1; i < l->count; i++) { /* the first says whether it traps */
        if (strcmp(name, "*") == 0 || strcmp(l->field[i].name, name) == 0) {
            return &l->field[i];
        }
    }
    fail_msg("no field %s", name);
    return NULL;
}

static void find_sample(struct bench *b, const struct sample *s, struct witness *w)
{
    const struct classification *c = &classified[s->v];
    const struct finding *f = finding_of(s->v, s->name);
    witness_find(b, &c->subject[f - c->finding], f, s->shows, w);
    assert_true(witness_try(b, w, true));
}

static void check_sample(const struct sample *s, const struct witness *w)
{
    struct fields_split split;
    fields_split(w, &split);
    assert_int_equal(split.is[0].count, *s->differs ? 1 : 0);
    if (*s->differs) {
        assert_string_equal(split.is[0].field[0].name, s->differs);
    }
    for (unsigned n = 0; n < w->states; n++) {
        struct field_list o = {.count = 0};
        witness_outcome_fields(w, n, field_add, &o);
        assert_int_equal(field_named(&o, s->leaves)->value, n ? s->second : s->first);
    }
}

/* The REPL's way: into a machine of the usual size, with nothing but a step. */
static void step_in_a_machine(const struct sample *s, const struct witness *w)
{
    const struct machine_config config = {.variant = s->v, .ram_size = 1 << 20, .tlb_entries = 64};
    for (unsigned n = 0; n < w->states; n++) {
        struct machine *m = machine_new(&config);
        witness_fill(w, n, m);
        machine_step(m);
        assert_int_equal(m->hart.pc, w->outcome[n].visible.pc);
        assert_int_equal(m->hart.priv.mode, w->outcome[n].mode);
        assert_memory_equal(m->hart.x, w->outcome[n].visible.x, sizeof m->hart.x);
        machine_free(m);
    }
}

static void test_witnesses(void **state)
{
    (void)state;
    struct witness *w = test_malloc(sizeof *w);
    for (unsigned i = 0; i < COUNT(samples); i++) {
        struct bench *b = bench_new(samples[i].v);
        assert_non_null(b);
        find_sample(b, &samples[i], w);
        check_sample(&samples[i], w);
        step_in_a_machine(&samples[i], w);
        bench_free(b);
    }
    test_free(w);
}

/* A witness with its difference taken away shows nothing; one whose windows differ is none. */
static void test_not_a_witness(void **state)
{
    (void)state;
    struct witness *w = test_malloc(sizeof *w);
    struct bench *b = bench_new(VARIANT_SIDT);
    find_sample(b, &samples[2], w);
    w->state[1].priv.mtvec = w->state[0].priv.mtvec;
    assert_false(witness_try(b, w, true));
    find_sample(b, &samples[2], w);
    state_set_csr(&w->state[1], CSR_INDEX_matp, MATP_TE); /* and nothing is mapped */
    assert_false(witness_try(b, w, true));
    bench_free(b);
    test_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_of_the_zoo),    cmocka_unit_test(test_theorems),
        cmocka_unit_test(test_trap_is_no_control), cmocka_unit_test(test_user_sensitive),
        cmocka_unit_test(test_outside_the_window), cmocka_unit_test(test_bypassing),
        cmocka_unit_test(test_trappable),          cmocka_unit_test(test_privileged_for_nothing),
        cmocka_unit_test(test_classes_compared),   cmocka_unit_test(test_one_alone),
        cmocka_unit_test(test_enumeration),        cmocka_unit_test(test_witnesses),
        cmocka_unit_test(test_not_a_witness),
    };
    return cmocka_run_group_tests(tests, classify_zoo, NULL);
}
