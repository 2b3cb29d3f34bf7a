/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *   json_get FILE [KEY.KEY...]...
 *
 * A key of an array is a number, from 0.
 *
 * Whether FILE is JSON (no key twice, all text UTF-8), and its values: each is printed on a line.
 * Ends with 1 if it is not, or if a value is not there.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const json_t *find(const json_t *at, char *path)
{
    for (char *key = strtok(path, "."); key && at; key = strtok(NULL, ".")) {
        at = json_is_array(at) ? json_array_get(at, (size_t)atoi(key)) : json_object_get(at, key);
    }
    return at;
}

static int print(const json_t *value, const char *path)
{
    char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    if (!text) {
        fprintf(stderr, "json_get: no %s\n", path);
        return 1;
    }
    puts(text);
    free(text);
    return 0;
}

int main(int argc, char **argv)
{
    json_error_t error;
    json_t *root = argc > 1 ? json_load_file(argv[1], JSON_REJECT_DUPLICATES, &error) : NULL;
    int status = 0;
    if (!root) {
        fprintf(stderr, "json_get: %s\n", argc > 1 ? error.text : "no file");
        return 1;
    }
    for (int i = 2; i < argc; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s", argv[i]);
        status |= print(find(root, path), argv[i]);
    }
    json_decref(root);
    return status;
}
