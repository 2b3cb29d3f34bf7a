#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   index.sh FOLDER     one page for all experiments whose results are in folders in FOLDER
#
# FOLDER/index.html: of each experiment its title, its question, how it went and its first
# picture, out of its report.html, which is a line for each thing that is looked for here. The text there is
# escaped already, and goes over as it is.

set -eu
folder=$1

# part REPORT: what the page says of an experiment
part()
{
    awk -v name="$(basename "$(dirname "$1")")" '
        { line = $0 }
        line ~ /^<title>/ && title == "" { title = line; gsub(/<\/?title>/, "", title) }
        index(line, "<p class=\"question\">") == 1 && question == "" { within = 1 }
        within { # its paragraph may go over several lines
            text = line; sub(/^<p[^>]*>/, "", text); ends = sub(/<\/p>$/, "", text)
            question = question (question == "" ? "" : " ") text
            within = !ends
        }
        line ~ /^<p class="verdict/ {
            verdict = line; bad = line ~ /"verdict bad"/
            sub(/^<p[^>]*>/, "", verdict); sub(/<\/p>$/, "", verdict)
        }
        line ~ /^<figure class="plot" data-file="/ && picture == "" {
            picture = line; sub(/^.*data-file="/, "", picture); sub(/".*$/, "", picture)
        }
        END {
            print "<article>\n<h2><a href=\"" name "/report.html\">" title "</a></h2>"
            if (question != "") print "<p>" question "</p>"
            print "<p class=\"" (bad ? "bad" : "good") "\">" verdict "</p>"
            if (picture != "")
                print "<a href=\"" name "/report.html\"><img alt=\"\" src=\"" name "/" picture "\"/></a>"
            print "</article>"
        }' "$1"
}

{
    cat <<'END'
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>Experiments</title>
<style>
:root{--text:#1c2126;--line:#d5dae0;--back:#fff;--good:#00734f;--bad:#b23a00;color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{--text:#e4e8ec;--line:#3a424b;--back:#16191d;--good:#4cc79a;
--bad:#ff9a66}img{filter:invert(.91) hue-rotate(180deg)}a{color:#8ab8ff}}
html{background:var(--back);color:var(--text)}
body{margin:0;font:16px/1.5 system-ui,'Segoe UI',Helvetica,Arial,sans-serif}
main{max-width:76rem;margin:0 auto;padding:2rem 1.25rem 4rem}
.all{display:grid;grid-template-columns:repeat(auto-fill,minmax(22rem,1fr));gap:1.5rem}
article{border:1px solid var(--line);border-radius:6px;padding:.4rem 1.1rem 1.1rem}
h2{font-size:1.15rem;margin:.7rem 0 .3rem}
p{margin:.4rem 0}
.good{color:var(--good)}.bad{color:var(--bad);font-weight:600}
img{width:100%;height:auto}
@media print{article{break-inside:avoid}}
</style>
</head>
<body>
<main>
<h1>Experiments</h1>
<div class="all">
END
    for report in "$folder"/*/report.html; do
        [ ! -f "$report" ] || part "$report"
    done
    printf '</div>\n</main>\n</body>\n</html>\n'
} >"$folder/index.html.tmp"
mv "$folder/index.html.tmp" "$folder/index.html"
