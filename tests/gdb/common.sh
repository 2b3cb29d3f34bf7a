# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the tests with GDB share: read with `. tests/gdb/common.sh` from the repository's root, after
# which the shell is in an empty directory of the test's own.

. tests/cli/common.sh

gdb=gdb-multiarch
export TRAPEZE_HOME="$build" HOME="$work/in"

if ! command -v $gdb >/dev/null 2>&1; then
    echo "skip $(basename "$0" .sh): missing $gdb"
    exit 0
fi

# Which of the lines expected (first file) does not come after those before it; they are parts of
# lines. A line of the other file serves for as many as are in it, in order.
missed()
{
    awk 'NR == FNR { expected[++n] = $0; next }
        {
            line = $0
            while (at < n && (place = index(line, expected[at + 1]))) {
                at++
                line = substr(line, place + length(expected[at]))
            }
        }
        END { if (at < n) print "missed: " expected[at + 1] }' "$1" "$2"
}

# told NAME: what was typed and is expected, on standard input: "> COMMAND", and what is printed
# somewhere after it. $connect is how GDB comes to the server.
told()
{
    told_name=$1
    cat >told
    {
        echo 'set pagination off'
        echo 'set confirm off'
        echo 'set width 0'
        echo "directory $root"
        echo "source $root/examples/gdbinit"
        echo "$connect"
        sed -n 's/^> //p' told
    } >commands
    grep -v '^>' told >expected
    timeout 60 $gdb -nx -batch -x commands >"$out" 2>&1 </dev/null
    status=$?
    wrong=$([ $status -eq 0 ] || echo "status $status;"
        missed expected "$out")
    verdict "$told_name" "$([ -z "$wrong" ] || { echo "$wrong"; tail -6 "$out"; })"
}

# session NAME ARGUMENT...: the same with a server of its own, on a pipe
session()
{
    session_name=$1
    shift
    connect="target remote | $trapeze gdb --pipe $*"
    told "$session_name"
}
