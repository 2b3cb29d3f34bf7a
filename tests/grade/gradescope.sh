#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# make gradescope: the zip is the same every time, has what Gradescope wants at its root, and in Gradescope's layout
# of folders grades right, first, empty and broken submissions into a results.json of the fields that there are.
# Its setup.sh runs with stand-ins for apt-get and make, which leave the Trapeze that is here.

. tests/grade/grade_common.sh

get=$BUILD/test/json_get
if missing zip || missing unzip; then
    skip "the autograder" "no zip, or no unzip"
    exit 0
fi
for script in lab-handouts/gradescope/setup.sh lab-handouts/gradescope/run_autograder; do
    check "$script: syntax" sh -n $script
done

echo "a seed of the tests" >"$TEST_DIR/seed"
echo "another" >"$TEST_DIR/seed2"
lab-handouts/gradescope.sh 3 "$TEST_DIR/one.zip" "$TEST_DIR/seed" >/dev/null 2>&1
lab-handouts/gradescope.sh 3 "$TEST_DIR/two.zip" "$TEST_DIR/seed" >/dev/null 2>&1
lab-handouts/gradescope.sh 3 "$TEST_DIR/other.zip" "$TEST_DIR/seed2" >/dev/null 2>&1
check "the same bytes" cmp "$TEST_DIR/one.zip" "$TEST_DIR/two.zip"
refuses "other bytes from another seed" cmp "$TEST_DIR/one.zip" "$TEST_DIR/other.zip"
for n in '' x 77; do
    lab-handouts/gradescope.sh "$n" "$TEST_DIR/none.zip" >"$TEST_DIR/said" 2>&1
    status=$?
    check "N=$n: refused" [ $status -eq 2 ]
done
lab-handouts/gradescope.sh 3 "$TEST_DIR/none.zip" "$TEST_DIR/no-such-seed" >"$TEST_DIR/said" 2>&1
status=$?
check "a seed that is not there" [ $status -eq 2 ]

# After `make hidden`: lab 1's machine has been built in its folder, where a link leads back to that.
repository=$TEST_DIR/in/repository
mkdir -p "$repository"
labs_without_hidden "$repository/lab-handouts"
for file in isa machine vmm hybrid panel examples docs Makefile LICENSE; do
    ln -s "$PWD/$file" "$repository/$file"
done
built=$repository/lab-handouts/lab1-kinds/hidden/source/build
mkdir -p "$built/arrows"
(cd "$built/.." && ln -s "$PWD" build/arrows/source)
"$repository/lab-handouts/hidden.sh" "$TEST_DIR/seed" "$repository/lab-handouts/lab3-frames" >/dev/null
"$repository/lab-handouts/gradescope.sh" 3 "$TEST_DIR/made.zip" >"$TEST_DIR/said" 2>&1
check "with the hidden tests that make hidden has made" cmp "$TEST_DIR/one.zip" "$TEST_DIR/made.zip"

# --- Gradescope's side ---

autograder=$TEST_DIR/in/autograder
case $autograder in /*) ;; *) autograder=$PWD/$autograder ;; esac
mkdir -p "$autograder/source" "$TEST_DIR/in/bin"
unzip -q "$TEST_DIR/one.zip" -d "$autograder/source"
cp "$autograder/source/run_autograder" "$autograder/"
check "at its root" [ -x "$autograder/source/setup.sh" -a -x "$autograder/run_autograder" ]
check "hidden tests inside" [ -f "$autograder/source/lab/hidden/tests.yaml" ]

# All that Trapeze is made from is there, as far as make sees it.
check "the sources" make -n -C "$autograder/source/trapeze" all

cat >"$TEST_DIR/in/bin/apt-get" <<END
#!/bin/sh
echo "\$*" >>"$TEST_DIR/apt"
END
cat >"$TEST_DIR/in/bin/make" <<END
#!/bin/sh
echo "\$*" >>"$TEST_DIR/make"
ln -s "$PWD/$BUILD" "$autograder/source/trapeze/build"
END
case $BUILD in /*) sed -i "s,$PWD/$BUILD,$BUILD," "$TEST_DIR/in/bin/make" ;; esac
case $TEST_DIR in /*) ;; *) sed -i "s,\"$TEST_DIR,\"$PWD/$TEST_DIR," "$TEST_DIR/in/bin/apt-get" "$TEST_DIR/in/bin/make" ;; esac
chmod +x "$TEST_DIR"/in/bin/*
export AUTOGRADER="$autograder"
rm -f "$TEST_DIR/apt" "$TEST_DIR/make"
cp -R "$autograder/source/trial" "$TEST_DIR/in/reference"
PATH=$TEST_DIR/in/bin:$PATH "$autograder/source/setup.sh" >"$TEST_DIR/setup" 2>&1
status=$?
check "setup.sh" [ $status -eq 0 ]
check "setup.sh: our own solution gets all" grep -q '^Score: 100/100' "$TEST_DIR/setup"
check "setup.sh: installs" grep -q '^install .* gcc-riscv64-unknown-elf' "$TEST_DIR/apt"
check "setup.sh: builds" grep -q ' all$' "$TEST_DIR/make"
refuses "no solution is left" [ -e "$autograder/source/trial" ]

# What a setup does whose compiler is a poor one: a trial that does not get all.
mkdir "$autograder/source/trial"
sed -i 's/^ln .*//' "$TEST_DIR/in/bin/make"
refuses "setup.sh: fails if it does not" env PATH="$TEST_DIR/in/bin:$PATH" "$autograder/source/setup.sh"
rm -rf "$autograder/source/trial"

# value PATH: of results.json
value()
{
    $get "$autograder/results/results.json" "$1" 2>/dev/null | sed 's/^"\(.*\)"$/\1/'
}

# Each field of results.json is one of those that Gradescope's documentation has, with a value that it may have.
documented()
{
    sed -n 's/^ *"\([a-z_]*\)": .*/\1/p' "$autograder/results/results.json" | sort -u |
        grep -v -x -e score -e visibility -e stdout_visibility -e tests -e max_score -e status -e name -e number \
            -e output -e output_format && return 1
    sum=0 n=0
    while [ -n "$(value tests.$n.name)" ]; do
        case $(value tests.$n.status) in passed | failed) ;; *) return 1 ;; esac
        case $(value tests.$n.output_format) in text) ;; *) return 1 ;; esac
        case $(value tests.$n.visibility) in visible) ;; *) return 1 ;; esac
        [ "$(value tests.$n.score)" -le "$(value tests.$n.max_score)" ] || return 1
        sum=$((sum + $(value tests.$n.score)))
        n=$((n + 1))
    done
    [ $n -eq 19 ] && [ "$(value score)" -eq $sum ]
}

# submitted NAME FOLDER SCORE
submitted()
{
    rm -rf "$autograder/results" "$autograder/submission"
    mkdir "$autograder/results"
    cp -R "$2" "$autograder/submission"
    (cd "$autograder" && ./run_autograder) >"$TEST_DIR/stdout" 2>"$TEST_DIR/stderr"
    status=$?
    check "$1: exit status" [ $status -eq 0 ]
    if [ "$(value score)" = "$3" ]; then ok "$1: $3 points"; else not_ok "$1: $3 points" "$(value score)"; fi
    check "$1: fields and sums" documented
}

starter=$(submission starter)
mkdir -p "$starter/vmm"
for file in memory allocator; do
    awk -v cut="3 4" -f lab-handouts/starter.awk vmm/$file.c >"$starter/vmm/$file.c"
done
broken=$(submission broken "$TEST_DIR/in/reference")
echo "int x = ;" >>"$broken/vmm/memory.c"
submitted "the reference" "$TEST_DIR/in/reference" 100
submitted "the starter" "$starter" 0
check "the starter: it is told once what became of it" grep -q 'still: lost: the monitor itself ended first' "$autograder/results/results.json"
submitted "an empty one" "$(submission empty)" 0
check "an empty one: it is told why" grep -q 'vmm/memory.c: ' "$autograder/results/results.json"
submitted "one that does not compile" "$broken" 0
check "one that does not compile: it is told why" grep -q 'vmm/memory.c:[0-9]*:9: error' "$autograder/results/results.json"
refuses "one that does not compile: nothing of hidden tests" grep -q 'pages-1' "$autograder/results/results.json"

# A grader that fails gives no points, nor none.
mv "$autograder/source/lab/lab.yaml" "$autograder/source/lab/lab.yml"
refuses "no grade of a grader that fails" "$autograder/run_autograder"
refuses "and no results" [ -e "$autograder/results/results.json" ]
left_nothing
