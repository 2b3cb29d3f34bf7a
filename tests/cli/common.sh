# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the command-line tests share: read with `. tests/cli/common.sh` from the repository's root;
# leaves the shell in an empty directory of the test's own. $trapeze is the program, $root the
# repository, $build the build tree.

root=$PWD
build=${BUILD:-build}
case $build in /*) ;; *) build=$root/$build ;; esac
trapeze=$build/trapeze
work=${TEST_DIR:-$(mktemp -d)}
case $work in /*) ;; *) work=$root/$work ;; esac
rm -rf "$work"
mkdir -p "$work/in" "$work/log" && cd "$work/in" || exit 1
out=$work/log/out err=$work/log/err

ok()
{
    printf 'ok %s\n' "$1"
}

not_ok()
{
    printf 'not ok %s: %s\n' "$1" "$2"
}

# verdict NAME WHAT_IS_WRONG: the latter may be empty.
verdict()
{
    if [ -z "$2" ]; then
        ok "$1"
    else
        not_ok "$1" "$(printf '%s' "$2" | tr '\n' ' ')"
    fi
}

# run COMMAND...: standard output and error go to files, the status to $status.
run()
{
    "$@" >"$out" 2>"$err" </dev/null
    status=$?
}

# What is left behind that should not be: files half made.
leftovers()
{
    find . -name '*.tmp*' -o -name '*.??????' -newer "$work/log" | grep '\.tmp\|\.[A-Za-z0-9]\{6\}$'
}

# wrong_unless STATUS PATTERN: prints what is wrong with the last run as a refusal: its status, one
# line on standard error that matches PATTERN from its beginning, and nothing else.
wrong_unless()
{
    [ "$status" -eq "$1" ] || echo "status $status, expected $1;"
    [ "$(wc -l <"$err")" -eq 1 ] || echo "$(wc -l <"$err") lines on stderr;"
    grep -q "^$2" "$err" || echo "said: $(head -3 "$err" | cut -c 1-300);"
    [ ! -s "$out" ] || echo "stdout: $(head -1 "$out");"
    [ -z "$(leftovers)" ] || echo "left behind: $(leftovers);"
}

# bad NAME PATTERN COMMAND...: the command must be refused with status 2 and one such line.
bad()
{
    case_name=$1 case_pattern=$2
    shift 2
    run "$@"
    verdict "$case_name" "$(wrong_unless 2 "$case_pattern")"
}

# good NAME COMMAND...: it must succeed, and say nothing on standard error.
good()
{
    case_name=$1
    shift
    run "$@"
    verdict "$case_name" "$([ "$status" -eq 0 ] || echo "status $status;"
        [ ! -s "$err" ] || head -2 "$err")"
}

# bad_yaml NAME PATTERN: the experiment on standard input must be refused, with bad.yaml:PATTERN.
bad_yaml()
{
    cat >bad.yaml
    bad "$1" "bad.yaml:$2" "$trapeze" run bad.yaml
}

# session NAME ARGUMENT...: a session at the front panel, told on standard input: "> COMMAND", what is
# printed then, and last "! ERROR" if that is how it ends. $mask, if set, is a sed script that what
# is printed goes through first. Source lines are left out: not all builds know them.
session()
{
    session_name=$1
    shift
    cat >session
    sed -n 's/^> \{0,1\}//p' session >session.script
    grep -v '^[>!]' session >session.out
    sed -n 's/^! //p' session >session.err
    "$trapeze" repl "$@" <session.script >"$out" 2>"$err"
    status=$?
    sed -e '/^  at [^ ]*:[0-9]/d' -e "${mask:-}" "$out" >printed
    verdict "$session_name" "$([ "$status" -eq "$([ ! -s session.err ]; echo $?)" ] ||
        echo "status $status;"
        diff session.out printed | head -5; diff session.err "$err" | head -5)"
}

# await_file PATTERN: until there is such a file, for some seconds at most
await_file()
{
    tries=0
    # shellcheck disable=SC2086
    until ls $1 >/dev/null 2>&1 || [ $tries -gt 100 ]; do
        tries=$((tries + 1))
        sleep 0.05
    done
}
