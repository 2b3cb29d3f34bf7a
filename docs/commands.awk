# SPDX-License-Identifier: GPL-3.0-or-later
#
# The rows of panel/commands.def as a table in Markdown: `make docs` puts it into docs/commands.md.

function plain(s)
{
    gsub(/\\\\/, "\\", s)
    gsub(/\|/, "\\|", s)
    return s
}

function code(s)
{
    return s == "" ? "" : "`" plain(s) "`"
}

BEGIN {
    FS = "\""
    print "<!-- SPDX-License-Identifier: GPL-3.0-or-later -->"
    print "<!-- Written by `make docs`, from panel/commands.def. -->"
    print "# The front panel's commands\n"
    print "[panel.md](panel.md) explains them; at the prompt, `help COMMAND` has examples."
}

/^PANEL_THEME\(/ {
    printf "\n## %s\n\n| command | arguments | also | |\n|---|---|---|---|\n", $2
}

/^PANEL_COMMAND\(/ {
    name = $1
    sub(/.*\(/, "", name)
    sub(/,.*/, "", name)
    printf "| `%s` | %s | %s | %s |\n", name, code($4), code($2), plain($6)
}
