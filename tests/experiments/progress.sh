#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a person sees while an experiment runs: on a terminal a bar, drawn anew in its place and no
# wider than the window; lines otherwise.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh
tools=${TOOLS:-build/test/tests/tools}
case $tools in /*) ;; *) tools=$root/$tools ;; esac
export TERM=xterm

echo 'int main(void) { return 0; }' >good.c
echo 'int main(void) { return 1; }' >bad.c
cat >seen.yaml <<'END'
vms: [{name: it, image: good.c}]
machine: {ram: 1MiB}
sweep: {vms.it.image: [good.c, bad.c, ./good.c, ./bad.c]}
END

# seen NAME: what the experiment, at one point a time, draws in a window of $width columns
seen()
{
    "$tools/pty" -w "$width" "$trapeze" experiment --jobs 1 --overwrite seen.yaml >"$out" 2>&1
    status=$?
    verdict "$1" "$([ $status -eq 0 ] || head -5 "$out")"
}

width=80
seen "a bar" <<'END'
< [....................] 0/4: image=good.c\e[K
< [#####...............] 1/4, 0:
< left: image=bad.c\e[K
< [2/4] failed  point 2  vms.it.image=bad.c\n
< [##########..........] 2/4, 1 not passed, 0:
< left: image=./good.c\e[K
< [###############.....] 3/4, 1 not passed, 0:
< left: image=./bad.c\e[K[4/4] failed  point 4  vms.it.image=./bad.c\n
< 4 points, 2 passed, 2 failed\n
= 1
END
width=40
seen "a narrow bar" <<'END'
< [....................] 0/4: image=good.\e[K
< [##########..........] 2/4, 1 not passe\e[K
= 1
END
TERM=dumb
seen "on a terminal that cannot" <<'END'
< [1/4] passed  point 1  vms.it.image=good.c\n[2/4] failed  point 2  vms.it.image=bad.c\n
< [4/4] failed
< report:
= 1
END
run "$trapeze" experiment --jobs 1 --overwrite seen.yaml
verdict "no terminal" "$(diff "$err" - <<'END'
[1/4] passed  point 1  vms.it.image=good.c
[2/4] failed  point 2  vms.it.image=bad.c
[3/4] passed  point 3  vms.it.image=./good.c
[4/4] failed  point 4  vms.it.image=./bad.c
END
)"
