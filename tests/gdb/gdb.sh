#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# GDB on a bare machine: tests/gdb/modes.c. On and back, by source lines and by instructions, into
# an ecall and over an mret; a server that stays, and Ctrl-C.

cd "$(dirname "$0")/../.." || exit 1
. tests/gdb/common.sh

"$trapeze" cc -o modes "$root/tests/gdb/modes.c" || not_ok "modes.c" "does not compile"
"$trapeze" cc -o endless "$root/tests/gdb/endless.c" || not_ok "endless.c" "does not compile"

session "by source lines" modes <<'END'
> break main
> continue
Breakpoint 1, main ()
> next
total = add(total, i);
> step
add (a=0, b=
> backtrace
#0  add
#1
in main ()
> finish
Value returned is $1 = 0
> next
for (int i = 0
> next
total = add(total, i);
> next
for (int i = 0
> tbreak add if b == 3
> continue
Temporary breakpoint 2, add (a=3, b=
> advance 53
in main ()
> advance 53
total 10
csr_write(mscratch
> print total
$2 = 10
> continue
trapeze: modes: exit 0
Program received signal SIGTERM
END

session "into an ecall, over an mret, and backwards" modes <<'END'
> tbreak first
> continue
Temporary breakpoint 1, user ()
> print $priv
$1 = 0
> x/i $pc
ecall
> stepi
> x/i $pc
<vector>
> print $priv
$2 = 3
> print $mcause
$3 = 8
> print $mepc == (int)first
$4 = 1
> tbreak *leave
> continue
> x/i $pc
mret
> stepi
> x/i $pc
li	a0,7
> print $priv
$5 = 0
> reverse-stepi
> x/i $pc
mret
> print $priv
$6 = 3
> tbreak *vector
> reverse-continue
> x/i $pc
<vector>
> reverse-stepi
> x/i $pc
ecall
> print $priv
$7 = 0
> stepi
> stepi
> x/i $pc
<vector+4>
> reverse-stepi 2
> x/i $pc
ecall
END

# To a process whose first instruction is in no TLB entry yet.
line=$(grep -n '^ *mret' "$root/examples/guests/kernel/entry.S" | tail -n 1 | cut -d: -f1)
session "a source line that is an mret" "$build/guests/kernel" <<END
> tbreak entry.S:$line
> continue
trap_return ()
> step
> print \$priv
\$1 = 0
> print \$mcause
\$2 = 0
END

session "watchpoints, on and back" modes <<'END'
> break main
> continue
> watch total
Hardware watchpoint 2: total
> continue
Old value = 0
New value = 1
> continue
Old value = 1
New value = 3
> delete 2
> continue
exit 0
> watch total
Hardware watchpoint 3: total
> reverse-continue
Old value = 10
New value = 6
> reverse-continue
Old value = 6
New value = 3
> print total
$1 = 3
> delete
> rwatch calls
Hardware read watchpoint 4: calls
> continue
Value = 0
on_trap ()
> delete
> awatch calls
> continue
Hardware access (read/write) watchpoint 5: calls
Old value = 0
New value = 1
> delete
> reverse-continue
No more reverse-execution history.
_start ()
> continue
exit 0
END

# GDB takes them to be hit before the access, and steps over that itself.
session "watchpoints: exactly where, in runs and in single steps" modes <<'END'
> tbreak main
> continue
> watch total
> tbreak *(main+52)
> continue
> stepi
> x/i $pc
<main+56>
> tbreak add if a == 1
> continue
Old value = 0
New value = 1
> x/i $pc
<main+56>
> reverse-stepi
Old value = 1
New value = 0
> x/i $pc
<main+52>
> stepi
Old value = 0
New value = 1
> x/i $pc
<main+56>
> continue
Temporary breakpoint 4, add (a=1, b=
> continue
Old value = 1
New value = 3
> x/i $pc
<main+56>
> reverse-continue
Old value = 3
New value = 1
> x/i $pc
<main+52>
END

session "conditions, counts, hbreak, reverse-finish" modes <<'END'
> hbreak add if a == 6
> continue
add (a=6, b=
> reverse-finish
total = add(total, i);
> delete
> break add
> ignore 2 1
> reverse-continue
add (a=1, b=
> reverse-step
total = add(total, i);
END

session "registers, CSRs, memory" modes <<'END'
> break main
> continue
> info registers pc
<main>
> print $mscratch = 0x1234
$1 = 4660
> print $mscratch
$2 = 4660
> print $misa
$3 = 1074794753
> print $matp
$4 = 0
> print $mtlbcfg
$5 = 64
> print $a5 = 77
$6 = 77
> print $x15
$7 = 77
> print total = 90
$8 = 90
> print {int}0x80100000 = 5
$9 = 5
> x/2xw 0x80100000
0x00000005	0x00000000
> set var *(char (*)[300])0x80200000 = *(char (*)[300])main
> print *(int *)0x80200000 == *(int *)main && *(int *)0x80200128 == *(int *)((char *)main + 296)
$10 = 1
> jump main
Breakpoint 1, main ()
END

session "what was changed is part of the past" modes <<'END'
> break main
> continue
> print total = 90
> tbreak on_trap
> continue
total 100
> reverse-continue
Breakpoint 1, main ()
> print total
$2 = 90
> reverse-stepi
> print total
$3 = 0
> continue
Breakpoint 1, main ()
> continue
trapeze: modes: exit 1
END

session "monitor commands" modes <<'END'
> monitor where
modes, supervisor, at 0x80000000 <_start>
> monitor break main
breakpoint
> continue
trapeze: point 1 of `monitor`
Program received signal SIGTRAP
main ()
> monitor info registers
sp
> monitor help
step
> monitor quit
error: `quit`
> monitor nonsense
error: no command `nonsense`
> monitor stepi
The machine has moved.
> maintenance flush register-cache
> info registers pc
<main+4>
END

# --- a server that stays ---

# serve ARGUMENT...: in the background, on a port of its own
serve()
{
    : >served
    "$trapeze" gdb --port 0 "$@" >served 2>serve_err &
    server=$!
    tries=0
    until port=$(sed -n 's/^waiting for GDB: target remote //p' served) && [ -n "$port" ]; do
        tries=$((tries + 1))
        [ $tries -lt 100 ] || break
        sleep 0.05
    done
    connect="target remote $port"
}

serve modes
told "the first client" <<'END'
> break main
> continue
Breakpoint 1, main ()
> detach
detached
END
told "the second finds the machine as the first has left it, without its breakpoints" <<'END'
main ()
> tbreak add
> continue
Temporary breakpoint 1, add
> disconnect
END
told "the third, after one that has hung up, kills" <<'END'
add (
> reverse-continue
No more reverse-execution history.
> kill
killed
END
wait $server
verdict "a server ends when the machine is killed" "$([ $? -eq 0 ] || echo "status $?"; cat serve_err)"

serve endless
told "Ctrl-C" <<'END'
> shell (sleep 0.5; kill -INT $PPID) &
> continue
Program received signal SIGINT
main ()
> print turns > 1000
$1 = 1
> reverse-stepi
> tbreak main
> reverse-continue
Temporary breakpoint 1, main ()
> detach
END
kill -INT $server
wait $server
verdict "SIGINT ends a server" "$([ $? -eq 0 ] || echo "status $?"; cat serve_err)"
