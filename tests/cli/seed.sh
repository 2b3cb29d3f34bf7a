#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# machine.seed: what is random in a machine. Nothing changes without one; with one, runs differ a
# little, each is repeated to the byte, and what has to hold of a run holds of it.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

cat >draw.c <<'END'
#include <clock.h>
#include <fdt.h>
#include <stdio.h>
const void *start_device_tree(void);
int main(void)
{
    uint32_t length = 0;
    const unsigned char *seed = fdt_property(start_device_tree(), "/chosen", "rng-seed", &length);
    length = seed ? length : 0;
    printf("%u bytes:", (unsigned)length);
    for (uint32_t i = 0; i < length; i++) {
        printf("%02x", seed[i]);
    }
    printf(", time %s\n", time_now() > 10000 ? "goes on" : "begins");
    return 0;
}
END
"$trapeze" cc -o draw draw.c 2>"$err" || not_ok "guest" "$(head -2 "$err")"

# draws [OPTION]...: what the guest says, into $said
draws()
{
    run "$trapeze" run -q "$@" draw
    said=$(sed 's/^[a-z0-9]*| //' "$out")
}

draws
verdict "without a seed there are no bytes" "$([ "$said" = "0 bytes:, time begins" ] || echo "said: $said")"
draws --set machine.seed=0
verdict "seed 0 is none" "$([ "$said" = "0 bytes:, time begins" ] || echo "said: $said")"
draws --set machine.seed=1
first=$said
verdict "32 bytes" "$(echo "$first" | grep -qx '32 bytes:[0-9a-f]\{64\}, time goes on' || echo "said: $first")"
draws --set machine.seed=1 --set monitor.kind=vmm
verdict "the same in a VM of that name" "$([ "$said" = "$first" ] || echo "said: $said")"
draws --set machine.seed=1 --set monitor.kind=vmm --set vms[0].name=other
verdict "others in another VM" "$([ "$said" != "$first" ] && echo "$said" | grep -q ^32 || echo "said: $said")"
draws --set machine.seed=4294967295
verdict "others with another seed" "$([ "$said" != "$first" ] && echo "$said" | grep -q ^32 || echo "said: $said")"
run "$trapeze" run --set machine.seed=4294967296 draw
verdict "a seed that is too large" "$(wrong_unless 2 '.*expected a number from 0 to 4294967295')"

# --- runs differ a little ---

kernels=$root/examples/experiments/two-kernels.yaml

cycles()
{
    "$build/test/json_get" "$1" machine.cycles
}

for seed in 0 1 2 3; do
    run "$trapeze" run -q --json "$seed.json" --set machine.seed=$seed "$kernels"
    cp "$out" "$seed.out"
done
for seed in 1 2 3; do
    verdict "seed $seed: the same is said" "$(cmp 0.out $seed.out 2>&1)"
    verdict "seed $seed: time differs" "$([ "$(cycles $seed.json)" -ne "$(cycles 0.json)" ] || echo same)"
    off=$(($(cycles $seed.json) - $(cycles 0.json)))
    verdict "seed $seed: a little" "$([ ${off#-} -lt $(($(cycles 0.json) / 100)) ] || echo "$off cycles")"
done
verdict "each in its own way" "$(for s in 1 2 3; do cycles $s.json; done | sort | uniq -d)"

run "$trapeze" run -q --json again.json --set machine.seed=2 "$kernels"
verdict "repeated to the byte" "$(cmp 2.json again.json 2>&1)"
run "$trapeze" run -q --json again.json --set machine.seed=2 --core plain "$kernels"
verdict "by the plain core too" "$(cmp 2.json again.json 2>&1)"
run "$trapeze" run -q --save snapshot --at 3M --set machine.seed=2 "$kernels"
run "$trapeze" run -q --restore snapshot --json again.json
verdict "from a snapshot" "$(cmp 2.json again.json 2>&1; cmp 2.out "$out" 2>&1)"
run "$trapeze" run -q --restore snapshot --set machine.seed=3
verdict "from a snapshot of another seed" "$(wrong_unless 2 '.*machine.seed: 3 here, and 2 in the snapshot')"

for options in "--set machine.timing=pipeline --set dcache.replacement=random" ""; do
    # shellcheck disable=SC2086
    run "$trapeze" run -q --json one.json --set machine.seed=1 $options kernel
    # shellcheck disable=SC2086
    run "$trapeze" run -q --json two.json --set machine.seed=2 $options kernel
    verdict "bare: time differs ${options:-without caches}" \
        "$([ "$(cycles one.json)" -ne "$(cycles two.json)" ] || echo same)"
done

# --- what holds without a seed holds with one ---

run "$trapeze" verify --set machine.seed=9 --set monitor.soft_tlb=0 "$kernels"
verdict "verified" "$([ "$status" -eq 0 ] || head -3 "$out")"
run "$trapeze" verify --set machine.seed=9 "$root/examples/experiments/nested.yaml"
verdict "verified in each other" "$([ "$status" -eq 0 ] || head -3 "$out")"
run "$trapeze" run -q --compare-bare --set machine.seed=9 "$kernels"
verdict "beside the bare machine" "$([ "$status" -eq 0 ] || head -3 "$err")"
run "$trapeze" run -q --check-isolation --set machine.seed=9 "$kernels"
verdict "kept apart" "$([ "$status" -eq 0 ] || head -3 "$err")"
