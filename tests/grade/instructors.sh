#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# docs/instructors.md: its tables are those of the labs, points add up, and the commands in it exist.

. tests/grade/grade_common.sh
doc=docs/instructors.md
sorted() { tr ' ,' '\n\n' | grep . | sort -u | tr '\n' ' '; }

# row TABLE NUMBER: the lab's row in the table whose head line has the words TABLE.
row()
{
    awk -v head="$1" -v row="| $2 |" '/^\| lab /{ in_table = index($0, head) } !/^\|/{ in_table = 0 }
        in_table && index($0, row) == 1' $doc
}

cell()
{
    printf '%s\n' "$1" | cut -d'|' -f "$2" | sed 's/^ *//; s/ *$//'
}

labs_without_hidden "$TEST_DIR/in/labs"
echo "instructors" >"$TEST_DIR/seed"
mkdir "$TEST_DIR/in/nothing"

for folder in lab-handouts/lab[0-9]*-*/; do
    name=$(basename "$folder")
    number=${name%%-*}
    number=${number#lab}
    yaml=$folder/lab.yaml
    first=$(row "handed in" "$number")
    check "$name: has a row" [ -n "$first" ]
    title=$(sed -n 's/^lab:.*title: "*\([^,"}]*\)"*,.*/\1/p' "$yaml")
    check "$name: its title" [ "$(cell "$first" 3)" = "[$title](../lab-handouts/$name/handout.md)" ]
    check "$name: its hours" [ "$(cell "$first" 4)" = "$(sed -n 's/^lab:.*hours: \([0-9]*\).*/\1/p' "$yaml")" ]

    # Files, or how many.
    files=$(awk '/^hand_in:/ { on = 1 } /^(limits|tests):/ { on = 0 } on' "$yaml" |
        sed 's/^hand_in://; s/^ *- //' | tr -d '[]' | sorted)
    given=$(cell "$first" 5)
    case $given in
    *files) check "$name: how many files" [ "${given% files}" -eq "$(echo "$files" | wc -w)" ] ;;
    *) check "$name: what is handed in" [ "$(echo "$given" | tr -d '\`' | sorted)" = "$files" ] ;;
    esac

    # Public ones, while there are no others.
    copy=$TEST_DIR/in/labs/$name
    $trapeze grade "$copy" "$TEST_DIR/in/nothing" >"$TEST_DIR/public" 2>/dev/null

    # Hidden tests: of lab 1 they are in its generator, which builds a program.
    hidden=$copy/hidden/tests.yaml
    if [ "$number" -eq 1 ]; then
        hidden=$folder/generate.sh
    else
        SOURCE=$PWD lab-handouts/hidden.sh "$TEST_DIR/seed" "$copy" >/dev/null
    fi
    third=$(row "hidden tests" "$number")
    check "$name: its hidden tests" [ "$(cell "$third" 3)" = "$(grep -c '^ *- *[{]*name:' "$hidden")" ]
    judges=$(sed -n 's/.*judge: *\([a-z]*\).*/\1/p' "$yaml" "$hidden" | sorted)
    check "$name: who judges" [ "$(cell "$first" 6 | tr -d '\`' | sorted)" = "$judges" ]

    # What the grader says that all are worth.
    public=$(sed -n 's/^Score: [0-9]*\///p' "$TEST_DIR/public")
    check "$name: 100 points" [ $((public + $(cell "$third" 4))) -eq 100 ]
    if [ "$number" -ne 1 ]; then
        $trapeze grade "$copy" "$TEST_DIR/in/nothing" >"$TEST_DIR/all" 2>/dev/null
        check "$name: with hidden tests" [ "$(sed -n 's/^Score: [0-9]*\///p' "$TEST_DIR/all")" = 100 ]
    fi
    check "$name: what it teaches" [ -n "$(row "understands afterwards" "$number")" ]
done
check "a row of a lab, for each, and no other" [ "$(grep -c '^| [0-9] | \[' $doc)" -eq "$(ls -d lab-handouts/lab[0-9]*-*/ | wc -l)" ]

# Hours of schedules are the sum of the labs'.
grep -o 'Labs [0-9, ]*: [0-9]* hours' $doc >"$TEST_DIR/schedules"
check "three schedules" [ "$(wc -l <"$TEST_DIR/schedules")" -eq 3 ]
while IFS=: read -r labs hours; do
    sum=0
    for n in $(echo "$labs" | tr -dc '0-9 '); do
        sum=$((sum + $(cell "$(row "handed in" "$n")" 4)))
    done
    check "$labs: hours" [ "$sum hours" = "${hours# }" ]
done <"$TEST_DIR/schedules"

# Commands: targets of make (run and grade are those of a package), scripts, files, options.
for target in $(grep -o '\bmake [a-z]\+' $doc | grep -v 'make run\|make grade$' | cut -d' ' -f2 | sort -u); do
    check "make $target" grep -qE "^([a-z ]* )?$target( [a-z ]*)?:|\.PHONY:.* $target( |$)" Makefile lab-handouts/Makefile.inc
done
for file in $(grep -o 'lab-handouts/[a-z]*\.sh\|tests/[a-z]*/[a-z]*\.sh' $doc | sort -u); do
    check "$file" [ -x "$file" ]
done
for file in $(grep -o '](\([^)#]*\)' $doc | cut -c3- | sort -u); do
    check "link to $file" [ -e "docs/$file" ]
done
$trapeze grade --help >"$TEST_DIR/help"
for option in $(grep -o 'trapeze grade [^`]*' $doc | grep -o ' --[a-z]\+' | sort -u); do
    check "trapeze grade $option" grep -q -- "$option" "$TEST_DIR/help"
done
for file in seed 'lab-handouts/\*/hidden/'; do
    check "git ignores $file" grep -qx "/*$file" .gitignore
done
check "grading.md leads here" grep -q '(instructors.md)' docs/grading.md

# Comparing lab 3: base code is what students were given of it.
sed -n 's/^    \(mkdir -p base.*\|cp .*\(base\|reference\)\/.*\)/\1/p' $doc >"$TEST_DIR/commands"
check "commands for lab 3" [ "$(wc -l <"$TEST_DIR/commands")" -eq 4 ]

# How many lost each test, whoever stands first.
mkdir -p "$TEST_DIR/in/grades"
printf '%s\n' student,score,max,rights,spaces,gone ben,5,20,5,0,0 ada,20,20,5,5,10 eve,0,20,0,0,0 >"$TEST_DIR/in/grades/grades.csv"
sed -n '/^    \$ awk -F,/,/head -4$/p' $doc | sed 's/^    \$ //' >"$TEST_DIR/count"
(cd "$TEST_DIR/in" && sh) <"$TEST_DIR/count" >"$TEST_DIR/counted" 2>&1
check "the count of who lost what" [ "$(tr '\n' ' ' <"$TEST_DIR/counted")" = "2 spaces 2 gone 1 rights " ]
