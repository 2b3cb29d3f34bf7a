#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# GDB with a monitor and its VMs, each a process with its own file: tests/gdb/modes.c twice, the
# example kernel, and a monitor in a VM.

cd "$(dirname "$0")/../.." || exit 1
. tests/gdb/common.sh

"$trapeze" cc -o modes "$root/tests/gdb/modes.c" || not_ok "modes.c" "does not compile"
cat >pair.yaml <<'END'
monitor: {kind: vmm, quantum: 1000}
vms:
  - {name: alice, image: modes, memory: 1MiB}
  - {name: bob, image: modes, memory: 1MiB}
END
cat >kernels.yaml <<'END'
machine: {ram: 32MiB}
monitor: {kind: vmm, quantum: 20k}
vms:
  - {name: alice, image: kernel, memory: 8MiB, args: hello; primes 100}
  - {name: bob, image: kernel, memory: 8MiB, args: hello; primes 100}
END

session "each layer is a process with its file" pair.yaml <<'END'
vmm.elf
[New inferior 2]
in/modes
[New inferior 3]
in/modes
> info threads
* 1.1
"monitor" (runs)
"alice" (has not begun)
_start () at
"bob" (has not begun)
_start () at
> info inferiors
vmm.elf
/modes
/modes
> break main
(2 locations)
> continue
hit Breakpoint 1.
main ()
> info threads
"monitor" (has handed over the hart)
trap_fast ()
(virtual supervisor mode, runs)
main () at
> continue
hit Breakpoint 1.
> print $priv
$1 = 3
> thread 1.1
trap_fast ()
> thread 2.1
> print $priv
$2 = 3
> kill
killed
END

session "breakpoints in one VM, and in the monitor" pair.yaml <<'END'
> break vmm_dispatch
> continue
"monitor" hit Breakpoint
vmm_dispatch ()
> bt 1
> info symbol $pc
vmm_dispatch in section .text
> delete
> inferior 2
> break add thread 2.1 if b == 3
> continue
"alice" hit Breakpoint
add (a=3, b=
> delete
> inferior 3
> break add thread 3.1 if b == 4
> continue
"bob" hit Breakpoint
add (a=6, b=
> finish
Value returned is $1 = 10
END

session "a VM's own steps: into an ecall, over an mret, and backwards" pair.yaml <<'END'
> inferior 3
> tbreak *first thread 3.1
> continue
"bob" hit Temporary breakpoint
> print $priv
$1 = 0
> stepi
> x/i $pc
<vector>
> print $priv
$2 = 3
> print $mcause
$3 = 8
> print $mepc == (int)first
$4 = 1
> stepi
> tbreak *leave thread 3.1
> continue
"bob" hit Temporary breakpoint
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
> tbreak *vector thread 3.1
> reverse-continue
> reverse-stepi
> x/i $pc
ecall
> print $priv
$6 = 0
> thread
Current thread is 3.1
END

session "by source lines, with neighbours and hidden misses" kernels.yaml <<'END'
> inferior 2
> break kalloc_init thread 2.1
> continue
"alice" hit Breakpoint
kalloc_init (device_tree=
> finish
kernel_main (
vm_init();
> next
tick_init();
> next
proc_spawn(NULL
> step
fdt_bootargs (tree=
> finish
proc_spawn(NULL
> tbreak proc_spawn thread 2.1
> continue
proc_spawn (parent=
> finish
Value returned is
= 1
END

session "who wrote it: a watchpoint in a VM, backwards" kernels.yaml <<'END'
> inferior 2
> tbreak syscall thread 2.1
> continue
"alice" hit Temporary breakpoint
> watch last_pid
> reverse-continue
"alice" hit Hardware watchpoint
Old value = 1
New value = 0
in proc_spawn
> reverse-continue
accessed by monitor
No more reverse-execution history.
END

session "a process in a guest kernel" kernels.yaml <<END
> inferior 2
> add-symbol-file $build/guests/user/hello.elf
> tbreak write thread 2.1
> continue
"alice" hit Temporary breakpoint
write () at
> print \$priv
\$1 = 0
> stepi
> stepi
trap_vector () at
> tbreak syscall thread 2.1
> continue
syscall (p=
> info threads
(virtual supervisor mode, runs)
END

session "registers and memory of who does not run" pair.yaml <<'END'
> inferior 2
> tbreak add thread 2.1 if b == 2
> continue
"alice" hit Temporary breakpoint
> inferior 3
> print total = 50
$1 = 50
> print $mscratch = 0x55
$2 = 85
> print $t3 = 0x77
$3 = 119
> inferior 2
> print total
$4 = 1
> tbreak add thread 3.1
> continue
"bob" hit Temporary breakpoint
> print total
$5 = 50
> print $mscratch
$6 = 85
> continue
alice: exit 0
bob: exit 0
SIGTERM
END

session "detach from one, go on with another, and attach again" pair.yaml <<'END'
> inferior 2
> tbreak main thread 2.1
> continue
> inferior 3
> detach
[Inferior 3 (process 3) detached]
> inferior 2
> tbreak first thread 2.1
> continue
"alice" hit Temporary breakpoint
END

cat >nested.yaml <<'END'
machine: {ram: 64MiB}
monitor: {kind: vmm}
vms:
  - name: outer
    image: vmm
    memory: 16MiB
    vms:
      - {name: inner, image: modes, memory: 1MiB}
END
session "a monitor in a VM" nested.yaml <<'END'
vmm.elf
vmm.elf
/modes
> inferior 3
> tbreak add thread 3.1
> continue
"outer/inner" hit Temporary breakpoint
> info threads
"outer"
trap_fast ()
"outer/inner" (virtual supervisor mode, runs)
> tbreak first thread 3.1
> continue
> stepi
> x/i $pc
<vector>
> reverse-stepi
> x/i $pc
ecall
END

# What an editor does.
connect=$gdb
printf '%s\n' "-interpreter-exec console \"source $root/examples/gdbinit\"" \
    "-target-select remote | $trapeze gdb --pipe pair.yaml" '-thread-info' '-break-insert main' \
    '-exec-continue' >mi
{ cat mi; sleep 2; printf '%s\n' '-thread-info' '-data-list-register-values x 32' '-gdb-exit'; } |
    timeout 60 $gdb -nx -q -i=mi >"$out" 2>"$err"
cat >expected <<'END'
^connected
^done,threads=[
name="alice"
^done,bkpt={number="1",type="breakpoint"
^running
*stopped,reason="breakpoint-hit"
func="main"
stopped-threads="all"
^done,register-values=[{number="32"
^exit
END
verdict "as an editor talks with GDB" "$(missed expected "$out")"

# What the editor's configurations start does start, and waits.
wrong=''
for file in .vscode/launch.json .vscode/tasks.json .devcontainer/devcontainer.json; do
    "$build/test/json_get" "$root/examples/$file" >"$out" 2>&1 || wrong="$wrong $file: $(cat "$out")"
done
cp modes debugged
sed -n 's/.*"debugServerArgs": "\(.*\)",/\1/p' "$root/examples/.vscode/launch.json" |
    sed "s,\${workspaceFolder}/../build/debugged,debugged,
        s,\${workspaceFolder},$root/examples,; s/--port 1234/--port 0/" >servers
while read -r arguments; do
    : >"$out"
    # shellcheck disable=SC2086 # several arguments
    "$trapeze" $arguments >"$out" 2>&1 &
    server=$!
    tries=0
    until grep -q "^waiting for GDB" "$out" || [ $tries -gt 60 ]; do
        tries=$((tries + 1))
        sleep 0.05
    done
    kill -TERM $server
    wait $server || wrong="$wrong $arguments: $(cat "$out")"
done <servers
[ "$(wc -l <servers)" -eq 2 ] || wrong="$wrong $(cat servers)"
verdict "examples/.vscode" "$wrong"
