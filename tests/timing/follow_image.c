/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *   follow_image INSTRUCTIONS NAME IMAGE|EXPERIMENT [KEY=VALUE...] [-- KEY=VALUE...]...
 *
 * Run a guest as `trapeze run --set KEY=VALUE...` would, for at most so many instructions, and
 * follow it with the walked pipeline; once for each group of settings that "--" begins, those
 * before the first "--" being common to all. One line for each run, or for all with the same NAME.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel/config.h"
#include "panel/session.h"
#include "tests/timing/follow.h"

enum { SETS_MOST = 64 };

struct settings {
    const char *set[SETS_MOST];
    unsigned count;
};

static void print_settings(const struct settings *s, unsigned from)
{
    for (unsigned i = from; i < s->count; i++) {
        printf(" %s", strchr(s->set[i], '\n') ? "..." : s->set[i]);
    }
}

/* Follow a session that is open; whether both models agree. */
static bool follow_session(struct session *s, uint64_t instructions, struct follow *f)
{
    if (!follow_open(f, s->machine)) {
        exit(2);
    }
    s->console.quiet = true;
    session_type_configured(s);
    follow_run(f, instructions);
    bool equal = follow_end(f);
    follow_close(f);
    return equal;
}

/* One run; the number of instructions that were compared, or 0. */
static uint64_t run(const char *name, const char *image, uint64_t instructions,
                    const struct settings *settings, unsigned common)
{
    static struct follow f;
    struct config c;
    struct session s;
    bool equal = false;
    f.compared = 0;
    snprintf(f.text, sizeof f.text, "it cannot be run");
    int status = config_load(&c, image, false, settings->set, settings->count);
    if (status == 0) {
        status = session_open(&s, &c, (struct flat){.given = false}, -1);
    }
    if (status == 0) {
        equal = follow_session(&s, instructions, &f);
        session_close(&s);
    }
    config_free(&c);
    if (!equal) {
        printf("not ok %s: %s\n#", name, f.text);
        print_settings(settings, common);
        printf("\n");
    }
    return equal ? f.compared : 0;
}

/* The next group of settings, after those that are common to all. */
static void take_group(struct settings *s, unsigned common, char ***at)
{
    s->count = common;
    while (**at && strcmp(**at, "--") != 0 && s->count < SETS_MOST) {
        s->set[s->count++] = *(*at)++;
    }
    *at += **at != NULL;
}

int main(int argc, char **argv)
{
    struct settings s = {.count = 0};
    uint64_t instructions = argc >= 4 ? strtoull(argv[1], NULL, 0) : 0;
    uint64_t compared = 0;
    bool ok = true;
    if (instructions == 0) {
        fprintf(stderr, "usage: follow_image INSTRUCTIONS NAME FILE [KEY=VALUE...] "
                        "[-- KEY=VALUE...]...\n");
        return 2;
    }
    char **at = argv + 4;
    take_group(&s, 0, &at);
    unsigned common = s.count;
    do {
        take_group(&s, common, &at);
        uint64_t n = run(argv[2], argv[3], instructions, &s, common);
        ok = ok && n > 0;
        compared += n;
    } while (*at);
    if (ok) {
        printf("ok %s: %" PRIu64 " instructions\n", argv[2], compared);
    }
    return !ok;
}
