#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The fuzz targets: each runs the inputs that are kept and the beginnings that were made; with
# libFuzzer, a slice of new ones on top, the same ones each time. See tests/fuzz/Makefile.inc.
#
#   tests/fuzz/fuzz.sh --seconds N TARGET...    a long run of each, new each time
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
seeds=$BUILD/fuzz/seeds

# What is too slow for a person's machine is a bug too, and so is what takes too much memory.
bounds="-timeout=10 -rss_limit_mb=1024 -close_fd_mask=3"

# The longest input for a target; beyond it there is only more of the same.
length()
{
    case $1 in
    elf) echo 16384 ;;
    vmcore | core) echo 4100 ;;
    *) echo 2048 ;;
    esac
}

# Inputs in a slice: about a second's worth.
runs()
{
    case $1 in
    vmcore) echo 30 ;;
    repl | gdb) echo 100 ;;
    witness) echo 1000 ;;
    core) echo 1500 ;;
    elf | yaml | experiment) echo 3000 ;;
    *) echo 10000 ;;
    esac
}

folders()
{
    for folder in tests/fuzz/corpus/$1 "$seeds/$1"; do
        [ ! -d "$folder" ] || echo "$folder"
    done
}

# fuzz TARGET FOLDER OPTION...: what is found goes into FOLDER/TARGET-..., new inputs to FOLDER/TARGET
fuzz()
{
    fuzz_target=$1
    fuzz_folder=$2
    shift 2
    mkdir -p "$fuzz_folder/$fuzz_target"
    # shellcheck disable=SC2046,SC2086 # several options and folders
    "$BUILD/fuzz/$fuzz_target" $bounds "-max_len=$(length "$fuzz_target")" \
        "-artifact_prefix=$fuzz_folder/$fuzz_target-" "$@" \
        "$fuzz_folder/$fuzz_target" $(folders "$fuzz_target")
}

long_runs()
{
    status=0
    seconds=$1
    shift
    for target in "$@"; do
        echo "$target: $seconds s"
        fuzz "$target" "$BUILD/fuzz/found" "-max_total_time=$seconds" -print_final_stats=1 \
            >"$BUILD/fuzz/$target.log" 2>&1 || status=1
        grep '^SUMMARY\|^stat::number_of_exec\|^==.*ERROR\|DONE\|Test unit written' \
            "$BUILD/fuzz/$target.log" | sed 's/^/    /'
    done
    exit $status
}

if [ "$1" = --seconds ]; then
    shift
    long_runs "$@"
fi

. tests/common.sh
TMPDIR=$(cd "$TEST_DIR" && pwd) # what a crash leaves behind
export TMPDIR

replay()
{
    # shellcheck disable=SC2046 # no file has a blank in its name
    "$BUILD/test/fuzz/$1" $(find $(folders "$1") -type f | sort)
}

slice()
{
    fuzz "$1" "$TEST_DIR" -verbosity=0 -seed=1 "-runs=$(runs "$1")" -max_total_time=2
}

for source in tests/fuzz/fuzz_*.c; do
    target=$(basename "$source" .c)
    target=${target#fuzz_}
    check "replay $target" replay "$target"
    if [ -x "$BUILD/fuzz/$target" ]; then
        check "fuzz $target" slice "$target"
    else
        skip "fuzz $target" "missing clang's libFuzzer"
    fi
done
