#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The workflow in examples/classroom: it is YAML, and its commands do what they are for, with stand-ins for what only
# a runner has.

cd "$(dirname "$0")/../.." || exit 1
. tests/common.sh

workflow=examples/classroom/grade.yml
if python3 -c 'import yaml' 2>/dev/null; then
    check "it is YAML" python3 -c 'import sys, yaml; steps = yaml.safe_load(open(sys.argv[1]))["jobs"]["grade"]["steps"]
sys.exit(any(("run" in s) == ("uses" in s) for s in steps))' $workflow
else
    skip "it is YAML" "no python3 with yaml"
fi

# commands STEP: what its run: has
commands()
{
    awk -v step="      - name: $1" '
        /^      - / { in_step = $0 == step; in_run = 0 }
        in_run && /^          / { print substr($0, 11) }
        in_step && /^        run: [|]$/ { in_run = 1 }' $workflow
}

work=$TEST_DIR/work
rm -rf "$work"
mkdir -p "$work/bin" "$work/home" "$work/frames"
work=$(cd "$work" && pwd)
for tool in sudo git make; do
    printf '#!/bin/sh\necho "%s $*" >>"%s/calls"\n' $tool "$work" >"$work/bin/$tool"
done
chmod +x "$work"/bin/*
mkdir "$work/home/bin"
case $BUILD in /*) ln -s "$BUILD/trapeze" "$work/home/bin/trapeze" ;; *) ln -s "$PWD/$BUILD/trapeze" "$work/home/bin/trapeze" ;; esac
export LAB=3 TRAPEZE_URL=https://example.org/trapeze TRAPEZE_VERSION=v1 TRAPEZE_HOME="$work/home"
export RUNNER_TEMP="$work/temp" GITHUB_STEP_SUMMARY="$work/summary"

# step NAME: as a runner does it, in the student's repository
step()
{
    commands "$1" >"$work/step"
    [ -s "$work/step" ] && (cd "$work/frames" && PATH="$work/bin:$PATH" bash -e "$work/step") >"$work/out" 2>&1
}

if missing bash; then
    skip "its commands" "no bash"
    exit 0
fi
check "what is installed" step "What Trapeze needs"
check "by apt-get" grep -q '^sudo apt-get install .*gcc-riscv64-unknown-elf' "$work/calls"
check "Trapeze" step Trapeze
check "cloned" grep -q '^git clone .*--branch v1 https://example.org/trapeze .*/temp/trapeze$' "$work/calls"
check "and installed" grep -q "^make .* PREFIX=$work/home install$" "$work/calls"

mkdir -p "$work/frames/vmm"
cp vmm/memory.c vmm/allocator.c "$work/frames/vmm/"
check "a right one is green" step Grade
check "its score is shown" grep -q '^Score: 75/75$' "$work/out"
check "and in the summary" grep -q '^Score: 75/75$' "$work/summary"
printf 'tests: none\n' >"$work/frames/lab.yaml"
check "the student's own lab.yaml counts for nothing" step Grade
rm "$work/frames/vmm/memory.c"
refuses "a wrong one is red" step Grade
check "and is told why" grep -q 'vmm/memory.c: ' "$work/out"
