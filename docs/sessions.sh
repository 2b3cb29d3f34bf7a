#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sessions.sh check|write FILE...: runs the sessions that documents show, and says where what stands
# there is not what comes out; or writes it there.
#
# A session is indented by four columns and begins with a line `$ build/trapeze ...`, or `$ cp` or
# `$ head`, or `$ cat >FILE <<'END'` with what is written there. If it is `build/trapeze repl`, its commands stand behind `(trapeze) `, and it goes on in further blocks that begin so. A
# line `...` stands for any number of lines, and ` ...` for any end of a line. Sessions of a document
# are run one after the other in one folder, with `build` and `examples` in it.
#
# BUILD: the build tree.

root=$(cd "$(dirname "$0")/.." && pwd)
case ${BUILD:=build} in /*) ;; *) BUILD=$root/$BUILD ;; esac
awk=$root/docs/sessions.awk
mode=$1
status=0
shift
case $mode in check | write) ;; *)
    echo "sessions.sh check|write FILE..." >&2
    exit 2
    ;;
esac
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM

for file; do
    rm -rf "$dir/in" "$dir/log"
    mkdir "$dir/in" "$dir/log"
    ln -s "$root/examples" "$dir/in/examples"
    ln -s "$BUILD" "$dir/in/build"
    awk -v dir="$dir/log" -f "$awk" "$file" || exit 1
    number=1
    while [ -f "$dir/log/$number.command" ]; do
        echo 'echo --- mark ---' >>"$dir/log/$number.script"
        (cd "$dir/in" && sh "../log/$number.command") \
            <"$dir/log/$number.script" >"$dir/log/$number.out" 2>&1
        number=$((number + 1))
    done
    if [ "$mode" = check ]; then
        awk -v dir="$dir/log" -v write=0 -f "$awk" "$file" || status=1
    else
        awk -v dir="$dir/log" -v write=1 -f "$awk" "$file" >"$dir/new" || status=1
        cat "$dir/new" >"$file"
    fi
done
exit $status
