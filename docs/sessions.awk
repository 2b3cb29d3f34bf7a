# SPDX-License-Identifier: GPL-3.0-or-later
# The sessions that a document shows: see sessions.sh, which runs this twice.
#
#   -v dir=D              writes D/N.command and D/N.script for session N of the document
#   -v dir=D -v write=0   compares the document with D/N.out, and says where they differ
#   -v dir=D -v write=1   prints the document with what D/N.out holds
#
# A session's output is told apart by a mark before and after that of each command.

function fail(what)
{
    printf "%s:%d: %s\n", FILENAME, FNR, what >"/dev/stderr"
    failed = 1
}

# --- what has come out ---

function more(line)
{
    got[++got_count] = line
}

# The output of a session's next command: all of it if the session is no front panel's.
function read_output(    line, at, file)
{
    file = dir "/" session ".out"
    got_count = 0
    if (pending != "") {
        more(pending)
        pending = ""
    }
    while ((getline line <file) > 0) {
        at = index(line, MARK)
        if (at == 0) {
            more(line)
            continue
        }
        if (at > 1) {
            more(substr(line, 1, at - 1))
        }
        return
    }
}

# --- what stands there, and whether it is the same ---

# A line that ends in ` ...` may go on; one that is `...` stands for any lines.
function same_line(said, line,    n)
{
    n = length(said)
    if (n > 4 && substr(said, n - 3) == " ...") {
        return substr(line, 1, n - 4) == substr(said, 1, n - 4)
    }
    return said == line
}

# Whether lines [from, to) of what was said are what has come out from `at` on.
function same_lines(from, to, at,    i)
{
    for (i = from; i < to; i++) {
        if (at + i - from > got_count || !same_line(said[i], got[at + i - from])) {
            return 0
        }
    }
    return 1
}

# The end of the part that begins at `from`: the next `...`, or behind all.
function part_end(from)
{
    while (from <= said_count && said[from] != "...") {
        from++
    }
    return from
}

function same(    from, to, at)
{
    at = 1
    for (from = 1; from <= said_count + 1; from = to + 1) {
        to = part_end(from)
        if (from > 1 && to > said_count) { # the last part: it ends where all does
            at = at > got_count + 1 - (to - from) ? at : got_count + 1 - (to - from)
        }
        while (from > 1 && at <= got_count && !same_lines(from, to, at)) {
            at++
        }
        if (!same_lines(from, to, at)) {
            return 0
        }
        at += to - from
        if (to > said_count) {
            return at == got_count + 1
        }
    }
    return at <= got_count + 1 # it ends with `...`
}

# A line with its numbers away.
function shape(line)
{
    gsub(/[0-9a-f]*[0-9][0-9a-f]*/, "0", line)
    return line
}

function same_shape(from, to, at,    i)
{
    for (i = from; i < to; i++) {
        if (at + i - from > got_count || shape(said[i]) != shape(got[at + i - from])) {
            return 0
        }
    }
    return 1
}

# A line as it is now, cut where the old one was: by words.
function as_short(old, line,    n, words, parts, i, out)
{
    n = split(old, words, " ")
    split(line, parts, " ")
    if (n < 2 || words[n] != "..." || shape(words[1]) != shape(parts[1])) {
        return line
    }
    match(line, /^ */)
    out = substr(line, 1, RLENGTH)
    for (i = 1; i < n; i++) {
        out = out parts[i] " "
    }
    return out "..."
}

# Of what has come out, the lines that were shown before: the first, the last, and between two
# `...` those that look alike.
function renew(    from, to, at, i)
{
    new_count = 0
    at = 1
    for (from = 1; from <= said_count + 1; from = to + 1) {
        to = part_end(from)
        if (to > said_count) {
            at = from == 1 ? 1 : got_count + 1 - (to - from)
        }
        while (from > 1 && to <= said_count && at <= got_count && !same_shape(from, to, at)) {
            at++
        }
        if (at > got_count && to > from) {
            fail("which lines of the output are meant here, between the `...`? Cut it anew")
        }
        for (i = at; i < at + to - from || (said_count == part_end(1) - 1 && i <= got_count); i++) {
            new[++new_count] = as_short(said[from + i - at], got[i])
        }
        at += to - from
        if (to <= said_count) {
            new[++new_count] = "..."
        }
    }
}

# --- a document ---

# What has been read of a command's output ends here.
function settle(    i, blanks)
{
    if (!open || write == "") {
        return
    }
    open = 0
    for (blanks = 0; said_count > 0 && said[said_count] == ""; blanks++) {
        said_count--
    }
    read_output()
    if (same()) {
        new_count = 0
        for (i = 1; i <= said_count; i++) {
            new[++new_count] = said[i]
        }
    } else if (write) {
        renew()
    } else {
        fail("`" command "` prints something else than what stands above:")
        for (i = 1; i <= got_count; i++) {
            printf "%s\n", got[i] >"/dev/stderr"
        }
    }
    for (i = 1; i <= new_count && write; i++) {
        print (new[i] == "" ? "" : "    " new[i])
    }
    for (i = 0; i < blanks && write; i++) {
        print ""
    }
}

function begin_output(what)
{
    command = what
    open = 1
    said_count = 0
}

function begin_session(what)
{
    panel = what ~ /^build\/trapeze repl /
    pending = ""
    session++
    if (write == "") {
        print what >(dir "/" session ".command")
        close(dir "/" session ".command")
        printf "" >(dir "/" session ".script")
    } else if (panel) {
        read_output() # nothing, up to the first mark
    }
}

BEGIN {
    MARK = "--- mark ---"
}

# A file that is written there: all lines up to the mark are the command's.
/^    \$ cat >/ {
    settle()
    here = substr($0, 7)
    if (write) {
        print
    }
    next
}

here != "" {
    here = here "\n" substr($0, 5)
    if (write) {
        print
    }
    if ($0 == "    END") {
        begin_session(here)
        begin_output(here)
        here = ""
    }
    next
}

/^    \$ (build\/trapeze|cp|head) / {
    settle()
    begin_session(substr($0, 7))
    if (write != "" && write) {
        print
    }
    if (!panel) {
        begin_output(substr($0, 7))
    }
    next
}

/^    \(trapeze\) / {
    settle()
    if (session == 0 || !panel) {
        fail("a command before `$ build/trapeze repl`")
        exit 1
    }
    if (write == "") {
        printf "echo %s\n%s\n", MARK, substr($0, 15) >(dir "/" session ".script")
    } else if (write) {
        print
    }
    begin_output(substr($0, 15))
    next
}

open && (/^    / || /^$/) {
    said[++said_count] = substr($0, 5)
    next
}

{
    settle()
}

write {
    print
}

END {
    settle()
    exit failed
}
