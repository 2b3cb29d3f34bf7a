#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# examples/cluster: what GNU parallel and a job array make of an experiment is what one process does.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh
scripts=$root/examples/cluster
TRAPEZE=$trapeze
export TRAPEZE

cat >spread.yaml <<'END'
monitor: {kind: vmm}
vms:
  - {name: it, image: hello, memory: 1MiB, console: it.txt}
sweep:
  monitor.soft_tlb: [0, 8, 64]
  machine.tlb: {from: 8, to: 64, times: 2}
measure: {total: machine.cycles, first: baseline(total)}
baseline: {monitor.soft_tlb: 0}
END
run "$trapeze" experiment --out whole spread.yaml
verdict "by one process" "$([ "$status" -eq 0 ] || cat "$err")"

if command -v parallel >/dev/null && parallel --version 2>/dev/null | grep -q 'GNU parallel'; then
    run "$scripts/parallel.sh" spread.yaml parallel --jobs 3
    verdict "by GNU parallel" "$([ "$status" -eq 0 ] || cat "$err"; diff -r whole parallel | head -3)"
    rm -r parallel/points/5 parallel/points/7
    run "$scripts/parallel.sh" spread.yaml parallel --jobs 2
    verdict "again, where it was" "$([ "$status" -eq 0 ] || cat "$err"; diff -r whole parallel | head -3)"
else
    printf 'skip %s: %s\n' "by GNU parallel" "it is not installed"
fi

for task in 12 3 1 2 5 4 11 10 9 8 7 6; do
    run env SLURM_ARRAY_TASK_ID=$task "$scripts/array.sh" spread.yaml array
    [ "$status" -eq 0 ] || cat "$err" >>array.err
done
run "$trapeze" merge array
verdict "by a job array" "$(cat array.err 2>/dev/null; diff -r whole array | head -3)"

# Slurm's part in it: each job of the array once, the rest afterwards.
mkdir bin
cat >bin/sbatch <<'END'
#!/bin/sh
array=
while [ $# -gt 0 ]; do
    case $1 in
    --array=*) array=${1#--array=} ;;
    --*) ;;
    *) break ;;
    esac
    shift
done
if [ -n "$array" ]; then
    SLURM_ARRAY_TASK_STEP=${array#*:}
    range=${array%:*}
    export SLURM_ARRAY_TASK_STEP
    for SLURM_ARRAY_TASK_ID in $(seq "${range%-*}" "$SLURM_ARRAY_TASK_STEP" "${range#*-}"); do
        export SLURM_ARRAY_TASK_ID
        "$@" >>jobs.log 2>&1
    done
else
    "$@" >>jobs.log 2>&1
fi
echo "17;cluster"
END
chmod +x bin/sbatch
PATH=$PWD/bin:$PATH
run "$scripts/submit.sh" spread.yaml slurm --time=5
verdict "submitted" "$([ "$status" -eq 0 ] || cat "$err" jobs.log; diff -r whole slurm | head -3)"
sed 's/jobs_most=1000/jobs_most=5/; s,"$(dirname "$0")/,"'"$scripts"'/,' "$scripts/submit.sh" >submit.sh
run sh submit.sh spread.yaml few
verdict "submitted as a few jobs" "$([ "$status" -eq 0 ] || cat "$err" jobs.log; diff -r whole few | head -3)"
for script in parallel array submit; do
    run "$scripts/$script.sh" spread.yaml
    verdict "$script.sh without a folder" "$([ "$status" -eq 2 ] || echo "status $status"
        grep -v '^usage: .* FILE FOLDER' "$err")"
done
