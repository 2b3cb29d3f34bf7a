#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   handouts.sh OUT [LAB...]    (make handouts)
#
# The handouts of all labs, or of those named, as pages to read in a browser, OUT/LAB.html, with their pictures
# inside, and to print, OUT/LAB.pdf. pandoc makes the first, pandoc and groff the second, which needs
# rsvg-convert and ps2pdf for pictures. Whatever is missing is told and left out, and that is no error: a handout
# is readable as it is.

set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
out=$1
shift
[ $# -gt 0 ] || set -- "$root"/lab-handouts/lab*-*/
mkdir -p "$out"
out=$(cd "$out" && pwd)
box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
trap 'exit 1' INT TERM

there()
{
    command -v "$1" >/dev/null 2>&1
}

if ! there pandoc; then
    echo "make handouts: nothing is made: pandoc is missing (apt-get install pandoc)" >&2
    exit 0
fi
there groff || echo "make handouts: no PDF is made: groff is missing (apt-get install groff)" >&2
inside=--self-contained
pandoc --help | grep -q -e --embed-resources && inside=--embed-resources
pictures=
there rsvg-convert && there ps2pdf && pictures=yes

# Lines of a width that code needs; no file of anybody else's.
cat >"$box/style.html" <<'END'
<style>
body { max-width: 46em; margin: 2em auto; padding: 0 1em; font-family: serif; line-height: 1.4 }
pre, code { font-family: monospace; font-size: 90%; line-height: 1.2 }
pre { background: #f4f4f4; padding: 0.6em; overflow-x: auto }
table { border-collapse: collapse }
th, td { border: 1px solid #bbb; padding: 0.2em 0.6em; text-align: left; vertical-align: top }
img { max-width: 100% }
</style>
END

title()
{
    sed -n 's/^# //p' handout.md | head -n 1
}

html()
{
    pandoc -s $inside -f gfm -t html5 --metadata pagetitle="$(title)" --include-in-header "$box/style.html" \
        handout.md -o "$box/page.html"
    mv "$box/page.html" "$out/$1.html"
    echo "$out/$1.html"
}

# The pictures, each a paragraph of its own, as groff takes them: first in words that pandoc leaves alone.
pictures_out()
{
    n=0
    while IFS= read -r line; do
        file=$(printf '%s\n' "$line" | sed -n 's/^!\[.*\](\([^ )]*\.svg\)).*$/\1/p')
        if [ -n "$file" ]; then
            n=$((n + 1))
            rsvg-convert -f eps "$file" -o "$box/picture$n.eps"
            printf 'PICTURE%sHERE\n' "$n"
        else
            printf '%s\n' "$line"
        fi
    done
}

pdf()
{
    device="pdf"
    cp handout.md "$box/text.md"
    if grep -q '^!\[.*\.svg)' handout.md; then
        if [ -n "$pictures" ]; then
            pictures_out <handout.md >"$box/text.md"
            device="ps"
        else
            echo "make handouts: $1.pdf has no pictures: rsvg-convert or ps2pdf is missing" \
                "(apt-get install librsvg2-bin ghostscript)" >&2
        fi
    fi
    pandoc -s -f gfm -t ms -V pointsize=9p -V lineheight=11p "$box/text.md" |
        sed -e 's/^\.nr LL .*/.nr LL 6.8i/; s/^\.nr PO .*/.nr PO 0.85i/' \
            -e "s,^PICTURE\([0-9]*\)HERE$,.PSPIC $box/picture\1.eps 15c," >"$box/text.ms"
    groff -k -t -ms -T$device "$box/text.ms" >"$box/page.$device" 2>"$box/said"
    [ $device = pdf ] || ps2pdf "$box/page.ps" "$box/page.pdf"
    mv "$box/page.pdf" "$out/$1.pdf"
    echo "$out/$1.pdf"
}

for lab; do
    name=$(basename "$lab")
    [ -f "$lab/handout.md" ] || continue
    cd "$lab"
    html "$name"
    ! there groff || pdf "$name"
    cd "$root"
done
