/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *   json_sum FILE KEY.KEY... END
 *
 * The sum of all whole numbers below that key of FILE whose own dotted name ends with END. Ends
 * with 1 if FILE is not JSON.
 */
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MOST = 512 };

static const json_t *find(const json_t *at, char *path)
{
    for (char *key = strtok(path, "."); key && at; key = strtok(NULL, ".")) {
        at = json_object_get(at, key);
    }
    return at;
}

static bool ends(const char *name, const char *end)
{
    size_t n = strlen(name);
    size_t m = strlen(end);
    return n >= m && strcmp(name + n - m, end) == 0;
}

static long long sum(json_t *at, const char *name, const char *end)
{
    long long all = json_is_integer(at) && ends(name, end) ? json_integer_value(at) : 0;
    const char *key;
    json_t *value;
    json_object_foreach(at, key, value)
    {
        char inner[NAME_MOST];
        snprintf(inner, sizeof inner, "%s.%s", name, key);
        all += sum(value, inner, end);
    }
    return all;
}

int main(int argc, char **argv)
{
    json_error_t error;
    json_t *root = argc == 4 ? json_load_file(argv[1], JSON_REJECT_DUPLICATES, &error) : NULL;
    if (!root) {
        fprintf(stderr, "json_sum: %s\n", argc == 4 ? error.text : "FILE KEY.KEY... END");
        return 1;
    }
    printf("%lld\n", sum((json_t *)find(root, argv[2]), "", argv[3]));
    json_decref(root);
    return 0;
}
