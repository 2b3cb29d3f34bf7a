#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# trapeze grade --all: a class, gone on with, in parts, merged.

. tests/grade/grade_common.sh

class=$TEST_DIR/in/class
right=tests/grade/submissions/right
mkdir -p "$class"
for name in alice bob "Doe, Jane" =cmd empty; do
    mkdir -p "$class/$name"
    [ "$name" = empty ] || cp $right/* "$class/$name/"
done
sed -i 's/i <= n/i < n/' "$class/bob/sum.c"
touch "$class/notes.txt"
mkdir -p "$class/.git"

all()
{
    $trapeze grade $labs/lab --all "$class" "$@"
}

all --out "$TEST_DIR/out" -j 2 >"$TEST_DIR/said" 2>"$TEST_DIR/progress"
check "all are graded" grep -q "5 submissions$" "$TEST_DIR/said"
cat >"$TEST_DIR/expected.csv" <<'END'
student,score,max,sum,ticks
"'=cmd",7,7,3,4
"Doe, Jane",7,7,3,4
alice,7,7,3,4
bob,4,7,0,4
empty,0,7,0,0
END
check "a line for each" cmp "$TEST_DIR/expected.csv" "$TEST_DIR/out/grades.csv"
check "a page for each" grep -q "memory.results is 4950" "$TEST_DIR/out/students/bob/result.md"
check "progress" grep -q '^\[5/5\] ' "$TEST_DIR/progress"

# What is done is not done again.
stamp=$(ls -li "$TEST_DIR/out/students/alice/result.json")
all --out "$TEST_DIR/out" >/dev/null 2>"$TEST_DIR/progress"
[ "$stamp" = "$(ls -li "$TEST_DIR/out/students/alice/result.json")" ] &&
    ok "what is done stays" || not_ok "what is done stays" "it is new"
[ -s "$TEST_DIR/progress" ] && not_ok "and is not told" "it is" || ok "and is not told"
sed -i 's/i < n/i <= n/' "$class/bob/sum.c"
all --out "$TEST_DIR/out" >/dev/null 2>"$TEST_DIR/progress"
check "what has changed is graded anew" grep -q "^bob,7,7" "$TEST_DIR/out/grades.csv"
[ "$(wc -l <"$TEST_DIR/progress")" -eq 1 ] && ok "and nothing else" || not_ok "and nothing else" "$(cat "$TEST_DIR/progress")"

# In parts.
all --list >"$TEST_DIR/list"
check "--list" grep -q "^2	Doe, Jane$" "$TEST_DIR/list"
for n in 1 2 3; do all --out "$TEST_DIR/part1" --point $n 2>/dev/null; done
for n in 4 5; do all --out "$TEST_DIR/part2" --point $n 2>/dev/null; done
$trapeze merge "$TEST_DIR/part1" "$TEST_DIR/part2" --out "$TEST_DIR/merged" >"$TEST_DIR/said"
check "merged, it is the same" cmp "$TEST_DIR/out/grades.csv" "$TEST_DIR/merged/grades.csv"
$trapeze merge "$TEST_DIR/part1" >"$TEST_DIR/said"
check "those that are missing are told" grep -q "2 of them not graded yet" "$TEST_DIR/said"

# What is merged is of one class, what is there already included.
cp -R "$TEST_DIR/part2" "$TEST_DIR/others"
sed -i 's/"alice"/"alicia"/' "$TEST_DIR/others/class.json"
refuses "a part of another class" $trapeze merge "$TEST_DIR/part1" "$TEST_DIR/others"
refuses "into a folder of another class" $trapeze merge "$TEST_DIR/part1" --out "$TEST_DIR/others"
echo '{' >"$TEST_DIR/others/class.json"
$trapeze merge "$TEST_DIR/others" >"$TEST_DIR/said" 2>"$TEST_DIR/err"
check "a class.json that is broken is told" grep -q "others: there is no class.json in it that can be read" "$TEST_DIR/err"
refuses "--point beyond the last" all --point 6 --out "$TEST_DIR/part3"
mkdir -p "$TEST_DIR/strange/students"
refuses "a folder with students of somebody else" all --out "$TEST_DIR/strange"

# Results among the submissions would be one more of them, the next time.
before=$(ls "$class")
refuses "results among the submissions" all --out "$class/results"
refuses "in a folder there that is not there yet" all --out "$class/new/results"
refuses "in the folder itself" all --out "$class"
ln -s "$PWD/$labs/lab" "$TEST_DIR/in/lab"
program=$trapeze
case $program in /*) ;; *) program=$PWD/$program ;; esac
refuses "nor by default" sh -c 'cd "$1" && "$2" grade ../lab --all .' sh "$class" "$program"
check "and it is said why" [ "$(grep -c "is where the submissions are" "$TEST_DIR/check.out")" -eq 1 ]
check "and nothing is made there" [ "$(ls "$class")" = "$before" ]

# Whoever cannot be graded has no result, which is no success; the others have theirs.
mkdir -p "$TEST_DIR/stuck/students"
cp "$TEST_DIR/out/class.json" "$TEST_DIR/stuck/"
: >"$TEST_DIR/stuck/students/alice" # no folder
all --out "$TEST_DIR/stuck" >"$TEST_DIR/said" 2>"$TEST_DIR/err"
status=$?
check "a result that cannot be written is no success" [ $status -eq 3 ]
check "and is told" grep -q "alice: ended with status 2: cannot make the folder" "$TEST_DIR/err"
check "the others have theirs" grep -q "5 submissions, 1 of them not graded yet" "$TEST_DIR/said"
all --point 3 --out "$TEST_DIR/stuck" >"$TEST_DIR/said" 2>"$TEST_DIR/err"
status=$?
check "nor is it for --point" [ $status -eq 3 ]

# A name that no result can hold is told before anything is graded.
odd=$(printf 'J\366rg')
if mkdir "$class/$odd" 2>/dev/null; then
    refuses "a folder's name that is not UTF-8" all --out "$TEST_DIR/odd"
    check "and which" [ "$(grep -c "the name of this folder is not UTF-8" "$TEST_DIR/check.out")" -eq 1 ]
    check "and nothing is made" [ ! -e "$TEST_DIR/odd" ]
    rmdir "$class/$odd"
else
    skip "a folder's name that is not UTF-8" "this file system has none"
fi
left_nothing
