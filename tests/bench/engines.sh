# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# What runs a program: bench.sh and smoke.sh read it with `. tests/bench/engines.sh`, from the
# repository's root, with BUILD set. An engine is one of
#
#   native             the same C, compiled for the host
#   qemu               qemu-system-riscv32
#   none               the fast core with machine.timing=none; simple and pipeline likewise
#   vm-none ...        the same under the monitor
#   plain-none ...     the same on the plain core

bench=$BUILD/bench

# The program as a file, for an engine. What is no name of ours is a file itself.
program_file()
{
    case $1,$2 in
    */*) echo "$2" ;;
    native,*) echo "$bench/native/$2" ;;
    *) echo "$bench/guest/$2" ;;
    esac
}

# has ENGINE PROGRAM: whether it can run it
has()
{
    case $1,$2 in
    qemu,tlb) false ;; # which knows no PG-32
    native,*/*) false ;;
    qemu,*) command -v qemu-system-riscv32 >/dev/null ;;
    *) [ -x "$(program_file "$1" "$2")" ] ;;
    esac
}

# command_of ENGINE PROGRAM ROUNDS: the command, in words without blanks; a file is not told ROUNDS
command_of()
{
    file=$(program_file "$1" "$2")
    case $2 in
    */*) qemu_told='' told='' ;;
    *) qemu_told="-append $3" told="--set vms[0].args=$3" ;;
    esac
    case $1 in
    native) echo "$file $3" ;;
    qemu) echo "qemu-system-riscv32 -display none -serial stdio -monitor none -M virt -bios none" \
        "-cpu rv32,s=false,h=false,pmp=false,mmu=false,c=false,f=false,d=false" \
        "$qemu_told -kernel $file" ;;
    vm-*) echo "$(trapeze_of fast "${1#vm-}") $told --set monitor.kind=vmm $file" ;;
    plain-*) echo "$(trapeze_of plain "${1#plain-}") $told $file" ;;
    *) echo "$(trapeze_of fast "$1") $told $file" ;;
    esac
}

# trapeze_of CORE TIMING
trapeze_of()
{
    echo "$BUILD/trapeze run -q --color=never --core $1 --set machine.timing=$2"
}

# sum_of ENGINE PROGRAM ROUNDS: the check sum that it prints; a VM's console has a name before it
sum_of()
{
    # shellcheck disable=SC2046 # words
    $(command -v timeout >/dev/null && echo timeout 60) $(command_of "$1" "$2" "$3") </dev/null 2>&1 |
        tr -d '\r' | sed 's/^[a-z]*| //'
}
