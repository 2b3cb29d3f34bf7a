#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A grade in each format: the fields that each reader wants, and what is hidden.

. tests/grade/grade_common.sh

get=$BUILD/test/json_get

# A lab with a hidden test, and names that formats have to escape.
lab=$TEST_DIR/in/lab
mkdir -p "$lab"
cp -R $labs/lab/. "$lab/"
mkdir -p "$lab/hidden"
cp "$lab/tests/sum.yaml" "$lab/hidden/very-secret.yaml"
cat >"$lab/hidden/tests.yaml" <<'END'
tests:
  - name: "a <hidden> & \"quoted\" one"
    points: 3
    judge: state
    file: very-secret.yaml
    sources: [main.c, sum.c]
    that: [memory.results == 5050, memory.finished == 1]
    hint: nobody is to see this
END
wrong=$(submission wrong tests/grade/submissions/right)
sed -i 's/i <= n/i < n/' "$wrong/sum.c"

for format in text gradescope prairielearn autolab junit json; do
    $trapeze grade "$lab" "$wrong" --format $format >"$TEST_DIR/$format" 2>"$TEST_DIR/err"
    [ $? -eq 1 ] && ok "$format: exit status" || not_ok "$format: exit status" "$(cat "$TEST_DIR/err")"
    $trapeze grade "$lab" "$wrong" --format $format --out "$TEST_DIR/$format.file" >"$TEST_DIR/none"
    check "$format: to a file the same" cmp "$TEST_DIR/$format" "$TEST_DIR/$format.file"
    if [ -s "$TEST_DIR/none" ]; then not_ok "$format: and nothing else" "more"; else ok "$format: and nothing else"; fi
    refuses "$format: nothing of a hidden test but its name" \
        grep -q "very-secret\|nobody is to see" "$TEST_DIR/$format"
    refuses "$format: no path" grep -q "$PWD" "$TEST_DIR/$format"
    refuses "$format: no time" grep -q "time" "$TEST_DIR/$format"
done

# value NAME FILE PATH VALUE
value()
{
    got=$($get "$TEST_DIR/$2" "$3" 2>&1 | sed 's/^"\(.*\)"$/\1/; s/\\"/"/g')
    if [ "$got" = "$4" ]; then ok "$1"; else not_ok "$1" "$3 is $got"; fi
}

value "gradescope: score" gradescope score 4
value "gradescope: of a test" gradescope tests.0.score 0
value "gradescope: of how many" gradescope tests.0.max_score 3
value "gradescope: status" gradescope tests.0.status failed
value "gradescope: a test that is passed" gradescope tests.1.status passed
value "gradescope: visibility" gradescope tests.2.visibility visible
value "gradescope: nothing of the hidden one" gradescope tests.2.output ""
value "gradescope: its name" gradescope tests.2.name 'a <hidden> & "quoted" one'
check "prairielearn: score" grep -q '^ "score": 0.4,$' "$TEST_DIR/prairielearn"
value "prairielearn: points" prairielearn tests.1.points 4
value "prairielearn: of how many" prairielearn tests.1.max_points 4
value "prairielearn: name" prairielearn tests.1.name ticks
value "json: schema" json schema trapeze-grade/1
value "json: points" json points 4
value "json: of how many" json max 10
value "json: hidden" json tests.2.visibility hidden

tail -1 "$TEST_DIR/autolab" >"$TEST_DIR/last"
value "autolab: the last line" last scores.ticks 4
check "junit: failures" grep -q 'tests="3" failures="2"' "$TEST_DIR/junit"
check "junit: escaped" grep -q 'name="a &lt;hidden&gt; &amp; &quot;quoted&quot; one"' "$TEST_DIR/junit"
if missing xmllint; then
    skip "junit: well formed" "no xmllint"
else
    check "junit: well formed" xmllint --noout "$TEST_DIR/junit"
fi
check "text: the score comes last" [ "$(tail -1 "$TEST_DIR/text")" = "Score: 4/10" ]

# The file is there from the beginning on, and whole at each moment.
loops=$(submission loops tests/grade/submissions/right)
echo "unsigned sum(unsigned n) { for (;;) { } return n; }" >"$loops/sum.c"
sed 's/cycles: 2M/cycles: 4G/' $labs/lab/lab.yaml >"$lab/lab.yaml"
$trapeze grade "$lab" "$loops" --format gradescope --out "$TEST_DIR/killed" >/dev/null 2>&1 &
pid=$!
n=0
while [ ! -s "$TEST_DIR/killed" ] && [ $n -lt 100 ]; do
    sleep 0.1
    n=$((n + 1))
done
kill $pid
wait $pid 2>/dev/null
value "killed amid the first test: a score of 0" killed score 0
value "and all tests are there" killed tests.2.score 0

$trapeze grade "$lab" "$wrong" --format gradescop >"$TEST_DIR/out" 2>&1
check "an unknown format: the nearest one is named" grep -q "did you mean \`gradescope\`" "$TEST_DIR/out"
left_nothing
