# SPDX-License-Identifier: GPL-3.0-or-later
#
#   awk -v cut="3 4" -f starter.awk FILE
#
# The starter of a lab, from a source of the monitor. In the sources stand markers:
#
#     /*
#      * LAB 3: what is to be written here, for who is to write it.
#      * GIVEN:
#      * code that stands here until then
#      */
#     ...
#     /* LAB 3 END */
#
# Where the number is one of `cut`, the comment and the code that is given remain of it. If none is
# given, then at the beginning of a line, where functions are, each one that is called from elsewhere
# remains as one that stops the machine and says its name; and within a function nothing remains. Where
# the number is another one, the code remains, and the marker goes.

function refuse(line, why)
{
    printf "%s:%d: %s\n", FILENAME, line, why >"/dev/stderr"
    failed = 1
    exit 1
}

# Whether a marker begins on line i, whose comment does; on one line or on several.
function opens(i)
{
    return text[i] ~ /^ *\/\* LAB [0-9]+: / ||
           text[i] ~ /^ *\/\*$/ && text[i + 1] ~ /^ *\* LAB [0-9]+: /
}

# The marker that begins on line `first`: its number, and where its parts end.
function read_marker(first,    line)
{
    indent = text[first]
    sub(/\/\*.*/, "", indent)
    line = text[first] ~ /LAB/ ? text[first] : text[first + 1]
    sub(/^[ \/*]*LAB /, "", line)
    number = line + 0
    for (comment_end = first; comment_end <= NR && text[comment_end] !~ /\*\//; comment_end++) {
    }
    for (region_end = comment_end + 1; region_end <= NR; region_end++) {
        if (opens(region_end)) {
            refuse(region_end, "a marker within that of line " first)
        }
        if (text[region_end] ~ "^ */\\* LAB " number " END \\*/$") {
            return
        }
    }
    refuse(first, "no LAB " number " END")
}

# --- what remains of what is cut ---

# The comment up to GIVEN; what is given goes to given[].
function comment(first, last,    i, line, in_code)
{
    given_count = 0
    for (i = first; i <= last; i++) {
        line = text[i]
        if (line ~ /^ *\* GIVEN:$/) {
            in_code = 1
        } else if (in_code && i < last) {
            sub(/^ *\* ?/, "", line)
            given[++given_count] = line
        } else if (line ~ /GIVEN:/) {
            refuse(i, "GIVEN: is not alone on its line")
        } else {
            print line
        }
    }
}

# Whether line i is a comment, or names a header; what a marker gives is code.
function says_only(i)
{
    if (text[i] ~ /^ *\* GIVEN:$/) {
        in_given = 1
    } else if (text[i] ~ /\*\/$/) {
        in_given = 0
    }
    return !in_given && text[i] ~ /^ *(\/\*|\* |#)/
}

# Whether `name` is called from what remains.
function called_elsewhere(name,    i)
{
    in_given = 0
    for (i = 1; i <= NR; i++) {
        if (!says_only(i) && !(i in goes) && text[i] ~ "(^|[^A-Za-z0-9_])" name "([^A-Za-z0-9_]|$)") {
            return 1
        }
    }
    return 0
}

# What the parameters of a function are called, each made use of; and `value`, the first number.
function use_of(parameters,    n, part, i, name, use)
{
    n = split(parameters, part, ",")
    value = "0"
    for (i = 1; i <= n; i++) {
        name = part[i]
        sub(/.*[ *]/, "", name)
        if (name != "void") {
            use = use (use == "" ? "" : ", ") "(void)" name
            if (value == "0" && part[i] ~ /^ *uint32_t [a-z]/) {
                value = name
            }
        }
    }
    return use
}

# The function that begins at line i, in place of which there is one that says so.
function stub(i,    signature, name, parameters, use)
{
    signature = text[i]
    while (text[++i] != "{") {
        signature = signature "\n" text[i]
    }
    name = signature
    sub(/\(.*/, "", name)
    sub(/.*[ *]/, "", name)
    parameters = signature
    gsub(/\n */, " ", parameters)
    sub(/^[^(]*\(/, "", parameters)
    sub(/\)$/, "", parameters)
    if (signature !~ /static/ || called_elsewhere(name)) {
        if (stubs++ > 0) {
            print ""
        }
        use = use_of(parameters)
        print signature "\n{"
        if (use != "") {
            print "    " use ";"
        }
        print "    vmm_panic(\"LAB " number ": " name " is not there yet;\", " value ");\n}"
    }
}

function cut_region(    i)
{
    comment(at, comment_end)
    for (i = 1; i <= given_count; i++) {
        print (given[i] == "" ? "" : indent given[i])
    }
    if (given_count == 0 && indent == "") {
        stubs = 0
        for (i = comment_end + 1; i < region_end; i++) {
            if (text[i] ~ /^[A-Za-z_].*\(/ && text[i] !~ /;$/) {
                stub(i)
            }
        }
    }
}

{
    text[NR] = $0
}

END {
    n = failed ? 0 : split(cut, number_cut, " ")
    for (i = 1; i <= n; i++) {
        is_cut[number_cut[i]] = 1
    }
    for (at = 1; !failed && at <= NR; at++) {
        if (opens(at)) {
            read_marker(at)
            for (i = comment_end + 1; i < region_end && number in is_cut; i++) {
                goes[i] = 1
            }
            at = region_end
        }
    }
    for (at = 1; !failed && at <= NR; at++) {
        if (text[at] ~ /^ *\/\* LAB [0-9]+ END/) {
            refuse(at, "LAB END without its beginning")
        }
        if (!opens(at)) {
            print text[at]
            continue
        }
        read_marker(at)
        if (number in is_cut) {
            cut_region()
        } else {
            for (at = comment_end + 1; at < region_end; at++) {
                print text[at]
            }
        }
        at = region_end
    }
    exit failed
}
