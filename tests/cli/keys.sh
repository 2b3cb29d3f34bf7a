#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The front panel on a terminal: keys, completion, history, Ctrl-C, the window's width. Typed and
# seen through a pseudo-terminal, by tests/tools/pty.c, which has what its scripts mean.

cd "$(dirname "$0")/../.." || exit 1
tools=${TOOLS:-build/test/tests/tools}
case $tools in /*) ;; *) tools=$PWD/$tools ;; esac
. tests/cli/common.sh

# A plain terminal: what is seen is what has been written.
export TERM=dumb HOME="$work/in" INPUTRC="$work/in/inputrc"
unset XDG_STATE_HOME COLUMNS LINES
printf 'set enable-bracketed-paste off\nset bell-style none\nset horizontal-scroll-mode on\n' >inputrc
"$trapeze" cc -o steps "$root/tests/cli/panel/steps.S" || not_ok "steps.S" "does not compile"

# keys NAME ARGUMENT...: `trapeze repl` with these arguments, and what pty is to do; > waits for a
# prompt first (before there is one, keys have other meanings), + does not
keys()
{
    keys_name=$1
    shift
    sed -e 's/^> /< (trapeze) \
&/' -e 's/^+/>/' >keys.script
    verdict "$keys_name" "$("$tools/pty" -w "${width:-80}" "$trapeze" repl "$@" 2>&1 <keys.script ||
        echo "pty: status $?")"
}

# --- editing, repeating, history ---

keys "an empty line repeats" steps <<'END'
< `help` lists what can be typed
< steps, supervisor, at 0x80000000 <_start>
> stepi\r
< at 0x80000004 <_start+0x4>
> \r
< at 0x80000008 <_start+0x8>
> p 7\r
< $1 = 0x00000007 (7)
> \r
< at 0x8000000c <_start+0xc>
> # a remark\r
> \r
< at 0x80000010 <_start+0x10>
> quit\r
= 0
END
verdict "history is written" "$(printf '%s\n' stepi 'p 7' '# a remark' quit | diff - .trapeze_history)"

keys "keys of the line" steps <<'END'
> 11+31\x01p \x05*2\r
< $1 = 0x00000049 (73)
> p 1234\x02\x02\x0b\r
< $2 = 0x0000000c (12)
> p 99\x15echo instead\r
< \ninstead\n
~ $3
> \x1b[A\x1b[A\r
< $3 = 0x0000000c (12)
> \x10\x10\x10\x0e\r
< \ninstead\n
> \x04
= 0
END

keys "history across sessions" steps <<'END'
> p 4711\r
< $1 = 0x00001267 (4711)
> q\r
= 0
END
keys "history across sessions: the next one" steps <<'END'
> \x1b[A\x1b[A\r
< $1 = 0x00001267 (4711)
> \x12inst\r
< \ninstead\n
> q\r
= 0
END

keys "Ctrl-D leaves" steps <<'END'
> \x04
= 0
END

# --- completion ---

keys "one way to go on" steps <<'END'
> undis\tnothing\r
< undisplay nothing
< error: no symbol `nothing`
> p lea\t\r
< = 0x80000030 <leaf>
> p/x $mtt\x7fve\t\r
< = 0x0
> p *(wor\t+4)\r
< = 0xfffffffe (-2)
> p steps:lo\t\r
< p steps:loop
< = 0x80000018 <loop>
> p ($t0+le\t)\r
< = 0x80000030 <leaf>
> p $mstatus.MI\t\r
< p $mstatus.MIE
< = 0x00000000 (0)
> info bre\t\r
< info breakpoints
< no breakpoints
> help selec\t\r
< help select
< let input go to VM
> csr mtve\t\r
< mtvec        0x00000000
> q\r
= 0
END

keys "several: a list of them" steps <<'END'
> dis\t\t
< disas
< display
< (trapeze) dis
+ play 5\r
< 1: 5 = 0x00000005 (5)
> p $mcount\t\t
< $mcounteren
< $mcountinhibit
+ \x15info sy\t\r
< info symbols
< steps:leaf
> frobnicate \t\t\r
< error: no command `frobnicate`
> q\r
= 0
END

mkdir -p scripts
printf 'echo from a file\n' >scripts/first.script
keys "names of files" steps <<'END'
> source scr\tfi\t\r
< source scripts/first.script
< from a file
> source none\r
< error: none: No such file or directory
> q\r
= 0
END

cat >pair.yaml <<END
monitor: {kind: vmm}
vms:
  - {name: alice, image: $root/tests/cli/panel/mapped.S, memory: 1MiB}
  - {name: bob, image: $root/tests/cli/panel/steps.S, memory: 1MiB}
END
keys "names of VMs" pair.yaml <<'END'
> b bob\tlea\t\r
< breakpoint 1 at bob:0x80000030 <leaf>
> select al\t\r
< select alice
> p bob/p:wor\t\r
< p bob/p:words
< = 0x80001000 <words>
> q\r
= 0
END

# --- Ctrl-C ---

printf '%s\n' '.globl _start' '_start: li t0, 0x10000000' "li t1, 'O'" 'sb t1, 0(t0)' \
    "li t1, '\n'" 'sb t1, 0(t0)' 'forever: j forever' >loop.S
keys "Ctrl-C drops a line" steps <<'END'
> step
< step
+ \x03
> p 1\r
< $1 = 0x00000001 (1)
~ at 0x80000004
> q\r
= 0
END

keys "Ctrl-C stops the machine" loop.S <<'END'
> continue\r
< continue\n
< O\n
+ \x03
< interrupted\n
< loop, supervisor, at 0x80000014 <forever>
> si\r
< loop, supervisor
> \r
< loop, supervisor
> q\r
= 0
END

# --- the window's width ---

width=40 keys "40 columns" steps <<'END'
> si 14\r
< steps, supervisor, at 0x80000030 <leaf>\n
< sb a1, 12(a0)\n    a0=0x80001000  a1=0xfffffffe\n    [0x8000100c]\n
< changed: ra 0x0 -> 0x8000002c,\n    a0 0x0 -> 0x80001000,\n
< (trapeze) 
w 120
> si\r
< changed: [0x8000100c] 0x0 -> 0xfe\n
> q\r
= 0
END
width=120 keys "120 columns" steps <<'END'
> si 14\r
< steps, supervisor, at 0x80000030 <leaf>\n
< sb a1, 12(a0)  a0=0x80001000  a1=0xfffffffe  [0x8000100c]\n
< changed: ra 0x0 -> 0x8000002c, a0 0x0 -> 0x80001000, a1 0x87fff000 -> 0xfffffffe, mtvec 0x0 -> 0x80000038,\n    mscratch
< (trapeze) 
w 40
> si\r
< changed: [0x8000100c] 0x0 -> 0xfe\n
> where\r
< steps, supervisor,\n    at
> q\r
= 0
END
