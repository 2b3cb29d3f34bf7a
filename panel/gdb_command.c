/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GDB's packets: which is whose, and those that are about the conversation itself. */
#include <stdlib.h>
#include <string.h>

#include "gdb.h"

static const struct gdb_command commands[] = {
#define GDB_COMMAND(text, follows, handler, help) {text, GDB_##follows, gdb_##handler},
#include "gdb_command.def"
};

/* What follows the row's text in a packet that is the row's; or null. */
static char *arguments(const struct gdb_command *c, char *packet)
{
    size_t n = strlen(c->text);
    if (strncmp(packet, c->text, n) != 0) {
        return NULL;
    }
    char *args = packet + n;
    switch (c->follows) {
    case GDB_END:
        return *args == '\0' ? args : NULL;
    case GDB_WORD:
        if (*args == '\0' || c->text[n - 1] == ':') {
            return args;
        }
        return strchr(":;,", *args) ? args + 1 : NULL;
    case GDB_ANY:
        break;
    }
    return args;
}

void gdb_obey(struct gdb *g)
{
    g->reply.length = 0;
    g->reply.overflow = g->reply.none = false;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        char *args = arguments(&commands[i], g->reader.bytes);
        if (args) {
            commands[i].handler(g, args);
            break;
        }
    }
    if (g->reply.overflow) {
        gdb_fail(g, GDB_BAD_PACKET);
    }
}

/* --- what both sides know --- */

/* Whether the features that a client names, with semicolons between, have this one. */
static bool offers(const char *list, const char *feature)
{
    size_t n = strlen(feature);
    for (; *list != '\0'; list += strcspn(list, ";"), list += *list == ';') {
        if (strcspn(list, ";") == n && memcmp(list, feature, n) == 0) {
            return true;
        }
    }
    return false;
}

void gdb_supported(struct gdb *g, char *args)
{
    g->many = offers(args, "multiprocess+");
    g->knows_swbreak = offers(args, "swbreak+");
    g->knows_hwbreak = offers(args, "hwbreak+");
    gdb_put(g,
            "PacketSize=%x;QStartNoAckMode+;vContSupported+;swbreak+;hwbreak+;ReverseStep+;"
            "ReverseContinue+;qXfer:features:read+;qXfer:threads:read+;qXfer:exec-file:read+",
            GDB_PACKET_MOST);
    gdb_put(g, ";multiprocess%c", g->many ? '+' : '-');
}

void gdb_no_acknowledgement(struct gdb *g, char *args)
{
    (void)args;
    g->acknowledged = false;
    gdb_ok(g);
}

void gdb_extend(struct gdb *g, char *args)
{
    (void)args;
    g->extended = true;
    gdb_ok(g);
}

void gdb_no_symbols(struct gdb *g, char *args)
{
    (void)args;
    gdb_ok(g);
}

void gdb_refuse(struct gdb *g, char *args)
{
    (void)args;
    gdb_fail(g, GDB_NOT_POSSIBLE);
}

void gdb_read_description(struct gdb *g, char *args)
{
    char *document = gdb_description();
    gdb_part(g, args, document, strlen(document));
    free(document);
}
