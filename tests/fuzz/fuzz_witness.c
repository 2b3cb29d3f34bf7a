/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes are a file of witnesses: refused, or run on a machine that whatever they ask for
 * neither harms nor holds up.
 */
#include "panel/classify_file.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int status = witness_replay(fuzz_file("fuzz.yaml", data, size));
    fuzz_check(status == 0 || status == EXIT_GUEST || status == EXIT_USAGE);
    return 0;
}
