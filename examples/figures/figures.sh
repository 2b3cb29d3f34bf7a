#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The figures of OSTEP's appendix on virtual machine monitors, out of real runs: figures.sh FOLDER
# writes them there, as text, as Markdown, and two of them as pictures. From the repository's root;
# TRAPEZE is the program, GUESTS where the guests' own programs are, for their symbols.
#
#   b1  a system call, with what the hardware does          the example kernel on the bare machine
#   b2  the same, process and operating system              the same run
#   b3  the same with a monitor                             the same kernel in a VM
#   b4  virtual, physical and machine pages                 pages.S in a VM
#   b5  a TLB miss                                          the kernel on the bare machine
#   b6  a TLB miss with a monitor                           the kernel in a VM

set -eu
folder=$1
trapeze=${TRAPEZE:-build/trapeze}
guests=${GUESTS:-build/guests}
here=$(dirname "$0")

# figure NAME ARGUMENT...: both forms of one figure
figure()
{
    name=$1
    shift
    "$trapeze" trace "$@" >"$folder/$name.txt"
    {
        printf '%s\n' '<!-- SPDX-License-Identifier: GPL-3.0-or-later -->' \
            '<!-- Written by `make figures`. -->'
        "$trapeze" trace --format markdown "$@"
    } >"$folder/$name.md"
}

kernel="--set vms[0].args=hello --program $guests/user/hello.elf --program $guests/user/init.elf"
bare="$kernel kernel"
in_vm="--set monitor.kind=vmm $kernel kernel"
call="--episode syscall:5"        # getpid, of hello
miss="--episode miss:3"           # a load of init's

# shellcheck disable=SC2086 # options are words
{
    figure b1-system-call-hardware --figure --columns hardware $call $bare
    figure b2-system-call --figure $call $bare
    figure b3-system-call-monitor --figure $call $in_vm
    figure b4-pages --figure=pmap --set monitor.kind=vmm "$here/pages.S"
    figure b5-tlb-miss --figure $miss $bare
    figure b6-tlb-miss-monitor --figure $miss $in_vm
    "$trapeze" trace $call --svg "$folder/b3-system-call-monitor.svg" $in_vm
    "$trapeze" trace $miss --svg "$folder/b6-tlb-miss-monitor.svg" $in_vm
}
