#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the front panel shows side by side: what a VM believes, what its monitor keeps, what the
# hardware holds; of VMs in VMs, of interpreted ones, and where somebody lies.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

cat >three.yaml <<END
monitor: {kind: vmm}
vms:
  - {name: alice, image: $root/tests/cli/panel/mapped.S, memory: 1MiB}
  - {name: bob, image: $root/tests/cli/panel/steps.S, memory: 1MiB}
  - {name: carol, image: $root/tests/look/mapped.S, memory: 1MiB}
END

# What is the monitor's own changes with it: its machine frames, where the hardware replaces, and
# frames of a monitor in VM outer.
mask='1,/^---$/d'
mask="$mask; s/frame [0-9a-f]*, which is PFN [0-9a-f]* of/frame F, which is PFN F of/"
mask="$mask; s/\\(  outer's TLB: .* -> PFN\\) [0-9a-f]*/\\1 F/; s/-> 8[0-9a-f]*-8[0-9a-f]*  -> 8/-> F -> 8/"
mask="$mask; /which is PFN F of/{n; s/pmap: PFN [0-9a-f]*/pmap: PFN F/;}"
mask="$mask; s/| [0-9a-f]\\{5\\} /| MFN   /; s/| [0-9]\\{1,2\\} *\\([0-9]*\\)  [0-9a-f]\\{5\\} /| N \\1 MFN /"
mask="$mask; s/ 8[0-9a-f]\\{4\\}-8[0-9a-f]\\{4\\}  *\\([0-9]*\\)\$/ MFN \\1/; s/MFN [0-9a-f]\\{5\\}/MFN M/g"
mask="$mask; s/^\\(~ minstret.*\\) [0-9a-f]*\$/\\1 N/; s/time [0-9]*, mcycle [0-9]*/time T, mcycle C/"
mask="$mask; s/machine address 0x[0-9a-f]*/machine address A/"
mask="$mask; s/entry [0-9]*\\(.\\) VPN \\([0-9a-f]* ASID [0-9]*\\( ->\\|,\\)\\)/entry N\\1 VPN \\2/"

# at PLACE TIMES NAME: at the breakpoint there for so many times; then as session().
at()
{
    { printf '> break %s\n' "$1"
      yes '> c' | head -n "$2"
      printf '> echo ---\\n\n'
      cat; } >told
    session "$3" "${experiment:-three.yaml}" <told
}

at alice:0x400004 1 "a TLB, a pmap, translations" <<'END'
> info tlb
by the monitor's account, but for the hart's TLB:
what alice believes (virtual) | its monitor's pmap (shadow) | the hart's TLB (real)
  VPN    ASID  #       PFN       | MFN   | #       ASID  MFN
  00400     7  0       80001 --X | MFN   | N 2 MFN --X
  00401     G  2       80002 RW- | MFN   | N 3 MFN RW-
  80000   off  -       80000 RWX | MFN   | N 1 MFN RWX
> info softtlb
the software TLB of alice, by the monitor's account: what its random replacement
displaced, behind the entry that it was displaced from, 8 slots each
    #  slot VPN                PFN
  0 of 512 slots are taken
> info pmap
the pmap of alice, by its monitor's account
  PFN          -> MFN           pages
  80000-80002  -> MFN 3
  80003-800fe  -> none yet        252
  800ff-800ff  -> MFN 1
  4 of 256 pages have a frame
> info pmap bob 0x80001 3
the pmap of bob, by its monitor's account
  PFN          -> MFN           pages
  80001-80001  -> MFN 1
  80002-80003  -> none yet          2
  1 of 3 pages have a frame
> tr $pc x
alice fetches from 0x00400004 (by the monitor's account, but for the hart)
  alice is in user mode, translation is on, ASID 7
  alice's own TLB: entry N, VPN 00400 ASID 7 -> PFN 80001 --X: allows the fetch
  physical address 0x80001004 of alice: RAM
  the monitor's pmap: PFN 80001 -> MFN M: machine address A
  the hart's TLB: ASID 2 stands for that address space of alice; entry N, VPN 00400 ASID 2 -> MFN M --X
=> no trap: the hardware does it
> tr $pc w
alice stores to 0x00400004 (by the monitor's account, but for the hart)
  alice is in user mode, translation is on, ASID 7
  alice's own TLB: entry N, VPN 00400 ASID 7 -> PFN 80001 --X: forbids the store
  the hart's TLB: ASID 2 stands for that address space of alice; entry N, VPN 00400 ASID 2 -> MFN M --X
=> trap (store forbidden by the TLB entry) to the monitor, which reflects to alice: store forbidden by the TLB entry
> tr 0x401000
alice loads from 0x00401000 (by the monitor's account, but for the hart)
  alice is in user mode, translation is on, ASID 7
  alice's own TLB: entry 2, VPN 00401 global -> PFN 80002 RW-: allows the load
  physical address 0x80002000 of alice: RAM
  the monitor's pmap: PFN 80002 -> MFN M: machine address A
  the hart's TLB: ASID 2 stands for that address space of alice; no entry
=> trap (no TLB entry for a load) to the monitor, which installs the page, and the load is done again: a hidden miss
> tr alice/p:0x80050000 w
alice stores to 0x80050000 (by the monitor's account, but for the hart)
  physical address 0x80050000 of alice: RAM
  the monitor's pmap: PFN 80050 -> no frame yet; one is given at the first touch
  the hart's TLB: ASID 1 stands for that address space of alice; no entry
=> trap (no TLB entry for a store) to the monitor, which gives a frame, installs the page, and the store is done again: a hidden miss
> tr 0x402000
alice loads from 0x00402000 (by the monitor's account, but for the hart)
  alice is in user mode, translation is on, ASID 7
  alice's own TLB: no entry, nor in the software TLB behind it
  the hart's TLB: ASID 2 stands for that address space of alice; no entry
=> trap (no TLB entry for a load) to the monitor, which reflects to alice: no TLB entry for a load
> tr alice/p:0x10001000 x
alice fetches from 0x10001000 (by the monitor's account, but for the hart)
  physical address 0x10001000 of alice: device virtio, slot 0, which its monitor emulates
  the hart's TLB: ASID 1 stands for that address space of alice; no entry
=> trap (no TLB entry for a fetch) to the monitor, which reflects to alice: instruction access fault
> tr machine:0x10000000 w
machine stores to 0x10000000
  physical address 0x10000000: device uart
=> no trap: the device does it
> tr machine:0x40000000
machine loads from 0x40000000
  physical address 0x40000000: nothing is there
=> trap: load access fault
> tr alice/256:0 r
! standard input:16: `256:0 r`: expected p (physical) or an ASID, 0 to 255, of a VM
END
at alice:0x400004 1 "control registers, and other spaces" <<'END'
> info csr alice mstatus
alice's control registers: as it believes (virtual), as its monitor has noted them
(shadow), both by the monitor's account, and the hart's (real), while alice runs
                virtual  shadow   real
* mstatus       00000080 00000080 00200088  MIE=0  MPIE=1  MPP=user  TW=0  (real: MIE=1 TW=1)
* the hardware holds something else than the VM believes
> info csr alice:mcause
alice's control registers: as it believes (virtual), as its monitor has noted them
(shadow), both by the monitor's account, and the hart's (real), while alice runs
                virtual  shadow   real
* mcause        00000000 00000000 00000002  instruction address misaligned  (real: illegal instruction)
* the hardware holds something else than the VM believes
> info csr bob matp
bob's control registers: as it believes (virtual), as its monitor has noted them
(shadow), both by the monitor's account, and the hart's (real), while alice runs
                virtual  shadow   real
* matp          00000000 00000000 80000002  TE=0  OTE=0  ASID=0  (real: TE=1 ASID=2)
* the hardware holds something else than the VM believes
> info csr minstret
alice's control registers: as it believes (virtual), as its monitor has noted them
(shadow), both by the monitor's account, and the hart's (real), while alice runs
                virtual  shadow   real
~ minstret      00000019 00000000 N
~ its monitor brings its note up to date when it is next entered
> info vcpu bob
bob, by its monitor's account
  state            runnable
  run by           trap and emulate
  mode             supervisor
  pc               0x80000000 <_start>
  address space    untranslated: no ASID stands for it now
  interrupts       pending: none; enabled: none; MIE=0; to be delivered: none
  clock            its monitor's: time T, mcycle C, minstret 0
  shares           weight 1, pass 0, cap 100%
  TLB              64 entries, 0 wired; software TLB: 8 slots behind each
  memory           1024 KiB
  traps in a row   0 reflected since it completed an instruction, as last noted
> p *alice/p:0x80002000
$1 = 0xcafe1234 (-889318860)
> x/2xw alice/7:0x401000
(by the monitor's account)
00401000: cafe1234 00000000
> x/s bob/p:0x80001010
(by the monitor's account)
80001010 <text>: "Hi \"\n"
> set *(alice/7:0x401000) = 0x1234
> x 0x401000
(by the monitor's account)
00401000: 00001234
> x/2xw alice/p:0x80002000
(by the monitor's account)
80002000 <page>: 00001234 00000000
> set bob:$mepc = 0x80000031
> csr bob:mepc
  mepc         0x80000030 <leaf>
> set bob:$a0 = 7
> p bob:$a0
$2 = 0x00000007 (7)
> set bob:$minstret = 1000
> p bob:$minstret
$3 = 0x000003e8 (1000)
> info softtlb monitor
! standard input:21: monitor is no VM
END
at carol:0x400008 3 "mappings of every kind" <<'END'
> info tlb carol
by the monitor's account, but for the hart's TLB:
what carol believes (virtual) | its monitor's pmap (shadow) | the hart's TLB (real)
  VPN    ASID  #       PFN       | MFN   | #       ASID  MFN
  00400     G  0       80001 R-X | MFN   | N 6 MFN R-X
  00400     G  0       80001 R-X | MFN   | N 7 MFN R-X
  00400     G  0       80001 R-X | MFN   | N 8 MFN R-X
  00500     1  1       80002 RW- | MFN   | N 7 MFN RW-
  00500     2  2       80002 R-- | MFN   | N 8 MFN R--
  00501     G  3       80002 --X | MFN   | N 6 MFN --X
  00502     G  4       80002 --- | MFN   | N 6 MFN ---
d 00503     1  5       10000 RWX |       |
d 00504     2  6       40000 RWX |       |
w 00505     G  7       80003 RW- | MFN   | N 6 MFN R--
  00506     G  8       80070 RWX | MFN   | N 6 MFN RWX
d 00507     2  9       02004 RW- |       |
d 00508     1  10      02004 R-- |       |
  00600     1  24      80002 RW- | MFN   | N 7 MFN RW-
  00601     1  26      80002 RW- | MFN   | N 7 MFN RW-
  80000   off  -       80000 RWX | MFN   | N 5 MFN RWX
d no memory is there: each use is emulated, or refused (4)
w the page that tohost is in: W is withheld, so that stores are emulated (1)
> tr 0x505000 w
carol stores to 0x00505000 (by the monitor's account, but for the hart)
  carol is in user mode, translation is on, ASID 1
  carol's own TLB: entry 7, VPN 00505 global -> PFN 80003 RW-: allows the store
  physical address 0x80003000 of carol: RAM, the page that tohost is in
  the monitor's pmap: PFN 80003 -> MFN M: machine address A
  the hart's TLB: ASID 7 stands for that address space of carol; no entry
=> trap (no TLB entry for a store) to the monitor, which installs the page without W and, trapped to again, does the store itself, since it watches that page
> tr carol/1:0x503000 w
carol stores to 0x00503000 (by the monitor's account, but for the hart)
  in its ASID 1
  carol's own TLB: entry N, VPN 00503 ASID 1 -> PFN 10000 RWX: allows the store
  physical address 0x10000000 of carol: device uart, which its monitor emulates
  the hart's TLB: ASID 7 stands for that address space of carol; no entry
=> trap (no TLB entry for a store) to the monitor, which does the store to its own model of that device
> tr carol/2:0x504000 r
carol loads from 0x00504000 (by the monitor's account, but for the hart)
  in its ASID 2
  carol's own TLB: entry N, VPN 00504 ASID 2 -> PFN 40000 RWX: allows the load
  physical address 0x40000000 of carol: nothing is there
  the hart's TLB: ASID 8 stands for that address space of carol; no entry
=> trap (no TLB entry for a load) to the monitor, which reflects to carol: load access fault
> info tlb bob
by the monitor's account, but for the hart's TLB:
what bob believes (virtual) | its monitor's pmap (shadow) | the hart's TLB (real)
  VPN    ASID  #       PFN       | MFN   | #       ASID  MFN
> tr bob:loop
bob loads from 0x80000018 <loop> (by the monitor's account, but for the hart)
  bob is in supervisor mode, translation is off: its addresses are physical
  physical address 0x80000018 of bob: RAM
  the monitor's pmap: PFN 80000 -> no frame yet; one is given at the first touch
  the hart's TLB: no ASID stands for that address space of bob now, so no entry
=> nothing: the VM has stopped for good
> set *(bob/p:0x80050000) = 1
! standard input:12: 0x80050000: its page has no machine frame yet: it is given when it is first used
END

# --- monitors in monitors ---

cat >nested.yaml <<END
machine: {ram: 64MiB}
monitor: {kind: vmm}
vms:
  - name: outer
    image: vmm
    memory: 24MiB
    vms:
      - {name: inner, image: $root/tests/cli/panel/mapped.S, memory: 1MiB}
      - {name: other, image: $root/tests/cli/panel/steps.S, memory: 1MiB}
END
experiment=nested.yaml
at outer/inner:0x400004 1 "through two monitors" <<'END'
> vms
  VM           state     mode             memory  pc   (by the monitor's account)
  outer        runnable  user          24576 KiB  0x00400004 (a VM of its own has its hart)
*   inner      runnable  user           1024 KiB  0x00400004
    other      runnable  supervisor     1024 KiB  0x80000000 <_start>
> info tlb
by the monitor's account, but for the hart's TLB:
what outer/inner believes (virtual) | its monitor's pmap (shadow) | outer's TLB (real)
  VPN    ASID  #       PFN       | frame | #       ASID  frame
  00400     7  0       80001 --X | MFN   | N 2 MFN --X
  00401     G  2       80002 RW- | MFN   | N 3 MFN RW-
  80000   off  -       80000 RWX | MFN   | N 1 MFN RWX
> info pmap
the pmap of outer/inner, by its monitor's account
  PFN          -> PFN of outer -> MFN, pages
  80000-80002  -> F -> MFN 3
  80003-800fe  -> none yet     -> none yet        252
  800ff-800ff  -> F -> MFN 1
  4 of 256 pages have a frame
> info csr matp
outer/inner's control registers: as it believes (virtual), as its monitor has noted them
(shadow), both by the monitor's account, and the hart's (real), while outer/inner runs
                virtual  shadow   outer    real
* matp          80000007 80000007 80000002 80000003  TE=1  OTE=0  ASID=7  (real: ASID=3)
* the hardware holds something else than the VM believes
> tr $pc x
outer/inner fetches from 0x00400004 (by the monitor's account, but for the hart)
  outer/inner is in user mode, translation is on, ASID 7
  outer/inner's own TLB: entry N, VPN 00400 ASID 7 -> PFN 80001 --X: allows the fetch
  physical address 0x80001004 of outer/inner: RAM
  the monitor in outer's pmap: PFN 80001 -> frame F, which is PFN F of outer
  the monitor's pmap: PFN F -> MFN M: machine address A
  outer's TLB: ASID 2 stands for that address space of outer/inner; entry N, VPN 00400 ASID 2 -> PFN F --X
  the hart's TLB: ASID 3 stands for that address space of outer; entry N, VPN 00400 ASID 3 -> MFN M --X
=> no trap: the hardware does it
> tr 0x401000 r
outer/inner loads from 0x00401000 (by the monitor's account, but for the hart)
  outer/inner is in user mode, translation is on, ASID 7
  outer/inner's own TLB: entry 2, VPN 00401 global -> PFN 80002 RW-: allows the load
  physical address 0x80002000 of outer/inner: RAM
  the monitor in outer's pmap: PFN 80002 -> frame F, which is PFN F of outer
  the monitor's pmap: PFN F -> MFN M: machine address A
  outer's TLB: ASID 2 stands for that address space of outer/inner; no entry
  the hart's TLB: ASID 3 stands for that address space of outer; no entry
=> trap (no TLB entry for a load) to the monitor, which reflects it to outer, which installs the page, and the load is done again: a hidden miss
> tr 0x401000 x
outer/inner fetches from 0x00401000 (by the monitor's account, but for the hart)
  outer/inner is in user mode, translation is on, ASID 7
  outer/inner's own TLB: entry 2, VPN 00401 global -> PFN 80002 RW-: forbids the fetch
  outer's TLB: ASID 2 stands for that address space of outer/inner; no entry
  the hart's TLB: ASID 3 stands for that address space of outer; no entry
=> trap (no TLB entry for a fetch) to the monitor, which reflects it to outer, which reflects to outer/inner: fetch forbidden by the TLB entry
> tr outer/inner/p:0x10000000 w
outer/inner stores to 0x10000000 (by the monitor's account, but for the hart)
  physical address 0x10000000 of outer/inner: device uart, which its monitor emulates
  outer's TLB: ASID 1 stands for that address space of outer/inner; no entry
  the hart's TLB: ASID 2 stands for that address space of outer; no entry
=> trap (no TLB entry for a store) to the monitor, which reflects it to outer, which does the store to its own model of that device
> tr outer:0x80000000 x
outer fetches from 0x80000000 <_start> (by the monitor's account, but for the hart)
  outer is in supervisor mode, translation is off: its addresses are physical
  physical address 0x80000000 of outer: RAM
  the monitor's pmap: PFN 80000 -> MFN M: machine address A
  the hart's TLB: ASID 1 stands for that address space of outer; entry N, VPN 80000 ASID 1 -> MFN M RWX
=> no trap: the hardware does it
> info vcpu outer/other
outer/other, by its monitor's account
  state            runnable
  run by           trap and emulate
  mode             supervisor
  pc               0x80000000 <_start>
  address space    untranslated: no ASID stands for it now
  interrupts       pending: none; enabled: none; MIE=0; to be delivered: none
  clock            its own: time T, mcycle C, minstret 0
  shares           weight 1, pass 0, cap 100%
  TLB              64 entries, 0 wired; software TLB: 8 slots behind each
  memory           1024 KiB
  traps in a row   0 reflected since it completed an instruction, as last noted
> x/2i outer/other:loop
(by the monitor's account)
<loop>:
   80000018: 00452583  lw a1, 4(a0)
   8000001c: fff28293  addi t0, t0, -1
> set *(outer/inner/p:0x80002000) = 0x55
> x/xw 0x401000
(by the monitor's account)
00401000: 00000055
> set outer/other:$a0 = 3
> p outer/other:$a0
$1 = 0x00000003 (3)
END

# The sums of exits are what there is to be divided.
printf 'break outer/inner:0x400004\nc\nexits\ncounters\n' | "$trapeze" repl nested.yaml >"$out" 2>"$err"
verdict "exits sum to the whole" "$(awk '/ cycles$/ && $2 == "instructions," { whole = $3 }
    $1 == "outer" && NF == 5 { outer = $5 } $2 == "together" { sum[++n] = $1 }
    END { if (n != 2 || sum[1] != whole || sum[2] != outer) print n, sum[1], whole, sum[2], outer }' \
    "$out")"
verdict "dearest first" "$(awk '/dearest first/ { last = "" } NF > 4 && $1 ~ /^[0-9]+$/ && $2 ~ /^[0-9]+$/ {
    if (last != "" && $2 + 0 > last) print; last = $2 + 0 }' "$out")"

# --- lies of a monitor in a VM ---

# lie "MACRO..." COMMAND PATTERN...: what is said then matches the PATTERNs
lie()
{
    lie_name="$1: $2" lie_command=$2
    # shellcheck disable=SC2046,SC2086 # several words
    "$trapeze" cc -o liar $(printf ' -D%s' $1) "$root/tests/cli/panel/liar.S"
    shift 2
    printf 'goto 2M\necho ---\\n\n%s\n' "$lie_command" | sed 's/2M/2000000/' |
        "$trapeze" repl lied.yaml 2>&1 | sed '1,/^---$/d' >said
    verdict "a lie, $lie_name" "$(for pattern in "$@"; do
        grep -q "^$pattern" said || { echo "no $pattern in:"; head -5 said; }
    done)"
}

cat >lied.yaml <<END
machine: {ram: 64MiB}
monitor: {kind: vmm}
vms:
  - name: outer
    image: liar
    memory: 24MiB
    vms: [{name: inner, image: $root/tests/cli/panel/mapped.S, memory: 1MiB}]
END
not_understood='\(standard input:3: \| *(\)\(outer.inner: \)\{0,1\}the inspection table of the monitor in that VM'
for command in vms 'info tlb outer/inner' 'tr outer/inner:0x80000000' 'info csr outer/inner' \
    'registers outer/inner' 'info pmap outer/inner' 'info devices outer/inner'; do
    lie TABLE=0x80fffff0 "$command" "$not_understood"
    lie TABLE=0xfffffffc "$command" "$not_understood"
done
lie ENTRIES=256 'vms' '    ?* *?  *user  *1024 KiB  0x22222222$'
lie ENTRIES=256 'info tlb outer/inner' 'd 80000     G  255     80000 RWX' 'd .* (256)$'
lie "ENTRIES=256 WAYS=254" 'info vcpu outer/inner' '  TLB  *256 entries'
lie ENTRIES=256 'tr outer/inner:0x80000000' '=> trap .* reflects to outer/inner: load access fault'
lie "ENTRIES=256 PMAP=0x80000000" 'info pmap outer/inner' '  [0-9]* of 256 pages have a frame'
lie ENTRIES=256 'info devices outer/inner' 'uart' 'clint' 'plic' 'rtc'
lie FRAMES=0x80001000 'who 0x80001' 'machine frame 80001' '  the monitor has it'

# --- a hybrid monitor, and none ---

printf 'break alice:0x400004\nc\ntr 0x401000\ntr alice/p:0x80000000 x\ninfo vcpu\n' |
    "$trapeze" repl --set monitor.kind=hybrid three.yaml >"$out" 2>&1
verdict "a hybrid monitor" "$(for pattern in \
    '=> trap (no TLB entry for a load) to the monitor, which installs the page' \
    '  run by *the hybrid technique'; do
    grep -q "^$pattern" "$out" || echo "no $pattern;"
done)"
printf 'goto 500000\nwhere\ntr carol:0x80002000 w\ntr carol:0x10000000\ntr carol:0x80070000 w\n' |
    timeout 60 "$trapeze" repl --set monitor.kind=hybrid three.yaml >"$out" 2>&1
verdict "supervisor mode is interpreted" "$(for pattern in 'monitor, for carol' \
    '=> the monitor interprets the instruction, and does the store: no TLB' \
    '=> the monitor interprets the instruction, and does the load: no TLB'; do
    grep -q "^$pattern" "$out" || echo "no $pattern;"
done)"

mask='1,/^---$/d'
experiment="$root/tests/cli/panel/mapped.S"
at mapped:0x400004 1 "no monitor" <<'END'
> tr 0x401000
mapped loads from 0x00401000
  mapped is in user mode, translation is on, ASID 7
  mapped's own TLB: entry 2, VPN 00401 global -> PFN 80002 RW-: allows the load
  physical address 0x80002000: RAM
=> no trap: the hardware does it
> tr $pc w
mapped stores to 0x00400004
  mapped is in user mode, translation is on, ASID 7
  mapped's own TLB: entry 0, VPN 00400 ASID 7 -> PFN 80001 --X: forbids the store
=> trap: store forbidden by the TLB entry
> tr mapped/8:0x400000 x
mapped fetches from 0x00400000
  in its ASID 8
  mapped's own TLB: no entry
=> trap: no TLB entry for a fetch
> tr mapped/p:0x10000000 x
mapped fetches from 0x10000000
  physical address 0x10000000: device uart
=> trap: instruction access fault
> info tlb
    #  VPN    ASID  PFN    flags
    0  00400     7  80001  --X
    2  00401     G  80002  RW-
  2 of 64 entries are valid
> x mapped/8:0x401000
00401000: cafe1234
> x mapped/p:page
80002000 <page>: cafe1234
> who 0x80002
machine frame 80002, by the monitors' account, but for the hart's TLB:
  mapped owns the machine
  the hart's TLB, entry 2: VPN 00401 global, RW-
> info csr mepc
  mepc         0x00400000
> info vcpu
! standard input:13: there is no monitor: the guest owns the machine
END
