#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# trapeze gdb without GDB: what packets mean, and that no bytes whatever end the session.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

talk=$build/test/tests/tools/gdb_talk
sanitized=$build/test/gdb/trapeze
server=$sanitized
export TRAPEZE_HOME="$build"

"$trapeze" cc -o modes "$root/tests/gdb/modes.c" || not_ok "modes.c" "does not compile"
"$trapeze" cc -o endless "$root/tests/gdb/endless.c" || not_ok "endless.c" "does not compile"
cat >pair.yaml <<'EOF'
monitor: {kind: vmm}
vms:
  - {name: alice, image: modes, memory: 1MiB}
  - {name: bob, image: hello, memory: 1MiB}
EOF

# talk NAME ARGUMENT...: the conversation on standard input with a server with these arguments
talk()
{
    talk_name=$1
    shift
    "$talk" "$server" gdb --pipe "$@" >"$out" 2>"$err"
    status=$?
    verdict "$talk_name" "$([ $status -eq 0 ] || { head -3 "$out"; head -20 "$err"; })"
}

# The address of a symbol, as packets have it.
address()
{
    printf '%x' "$("$trapeze" disasm --symbol "$2" "$1" | sed -n 's/^ *\([0-9a-f]\{8\}\):.*/0x\1/p' |
        head -1)"
}

# A text, as packets have it.
hex()
{
    printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'
}

# --- the conversation ---

talk "acknowledgements, damaged packets" hello <<'EOF'
packet qC
sign +
reply QC1
raw $qC#b5
sign -
raw $qC#b4
sign +
reply QC1
raw -
reply QC1
raw +++
raw $qCqCqC$qC#b4
sign +
reply QC1
raw $qC#xx
sign -
raw \x03\x03\x00\xff##}*
packet QStartNoAckMode
sign +
reply OK
packet qC
reply QC1
raw $qC#b5
reply E01
packet qC
reply QC1
end
EOF

talk "packets that are too long, repeated or escaped wrongly" hello <<'EOF'
packet QStartNoAckMode
reply OK
raw $
repeat 100000 m
raw #a0
reply E01
raw $*~#a8
reply E01
raw $0*\x01#5b
reply E01
raw $q}#ee
reply E01
raw $q}c#51
reply QC1
packet qC
reply QC1
end
EOF

talk "unknown packets" hello <<'EOF'
packet QStartNoAckMode
reply OK
packet 
reply 
packet vMustReplyEmpty
reply 
packet qSupportedAndMore
reply 
packet qTStatus
reply 
packet vFile:open:2f,0,0
reply 
packet Z5,80000000,4
reply 
packet vRun;61
reply E16
packet R00
reply E16
packet !
reply OK
end
EOF

talk "packets that make no sense" hello <<'EOF'
packet QStartNoAckMode
reply OK
packet m
reply E01
packet m80000000
reply E01
packet m80000000,
reply E01
packet m80000000,4,
reply E01
packet m180000000,4
reply E01
packet m80000000,fffffffff
reply E01
packet m0,4
reply E0e
packet M80000000,4:00
reply E01
packet M80000000,2:0g00
reply E01
packet M80000000,1:0
reply E01
packet X80000000,4:a
reply E01
packet p
reply E01
packet pffffffff
reply E03
packet p21
reply E03
packet p40
reply E03
packet P20
reply E01
packet P20=00
reply E01
packet P1041=00000000
reply E03
packet G00
reply E01
packet Hx1
reply E01
packet H
reply E01
packet Hg2
reply E02
packet Hgp2.2
reply E02
packet Hgp1.2
reply E02
packet Hgffffffff
reply E02
packet Hg1
reply OK
packet T1
reply OK
packet T7
reply E02
packet qThreadExtraInfo,9
reply E02
packet Z0
reply E01
packet Z0,80000001,4
reply E0e
packet Z2,80000000,0
reply E0e
packet Z2,80000000,ffffffff
reply E0e
packet Z2,10000000,4
reply E0e
packet z0,90000000,4
reply OK
packet vCont
reply T05*
packet vCont;
reply T05*
packet vCont;x
reply E01
packet vCont;C
reply E01
packet vCont;r1
reply E01
packet vCont;s:9
reply E02
packet vAttach;9
reply E02
packet vKill;9
reply E02
packet D;9
reply E02
packet s90000001x
reply E01
packet S
reply E01
packet qRcmd,6
reply E01
packet qRcmd,6800
reply E01
packet qXfer:features:read:target.xml:
reply E01
packet qXfer:features:read:target.xml:ffffffff,10
reply E01
packet qXfer:features:read:other.xml:0,10
reply 
packet qXfer:exec-file:read:9:0,10
reply E02
packet qC
reply QC1
end
EOF

talk "huge lengths are answered with what there is" hello <<'EOF'
packet QStartNoAckMode
reply OK
packet m80000000,ffffffff
reply ????????*
packet qXfer:threads:read::0,ffffffff
reply l<?xml*</threads>*
packet qXfer:features:read:target.xml:0,ffffffff
reply m<?xml*
end
EOF

# More breakpoints than there is room for: each is refused from then on, and the rest works.
{
    printf 'packet QStartNoAckMode\nreply OK\n'
    i=0
    while [ $i -lt 220 ]; do
        printf 'packet Z0,%x,4\nreply %s\n' $((0x80001000 + 4 * i)) "$([ $i -lt 200 ] && echo OK || echo E18)"
        i=$((i + 1))
    done
    printf 'packet z0,80001000,4\nreply OK\npacket Z0,80002000,4\nreply OK\npacket c\nreply T0f*\nend\n'
} >many
talk "too many breakpoints" hello <many

# --- what the machine is ---

talk "threads, processes and files" pair.yaml <<EOF
packet qSupported:multiprocess+;swbreak+
reply *multiprocess+
packet QStartNoAckMode
reply OK
packet qC
reply QCp1.1
packet qfThreadInfo
reply mp1.1,p2.2,p3.3
packet qsThreadInfo
reply l
packet qXfer:threads:read::0,1000
reply l*<thread id="p2.2" core="0" name="alice">has not begun</thread>*
packet qXfer:exec-file:read:2:0,1000
reply l*/in/modes
packet qXfer:exec-file:read:1:0,1000
reply l*/vmm.elf
packet D;2
reply OK
packet qfThreadInfo
reply mp1.1,p3.3
packet Hgp2.2
reply E02
packet vAttach;2
reply T05*thread:p2.2;*
packet qfThreadInfo
reply mp1.1,p2.2,p3.3
packet D;1
reply OK
packet vKill;2
reply OK
packet qfThreadInfo
reply mp3.3
packet D;3
reply OK
end
EOF

talk "extended: a client may stay when it has detached" hello <<'EOF'
packet !
reply OK
packet Z0,8000000c,4
reply OK
packet D;1
reply OK
packet qfThreadInfo
reply l
packet vAttach;1
reply T05*
packet qfThreadInfo
reply m1
packet c
reply T0f*
packet k
end
EOF

# In that case, main of alice's is somewhere in the monitor's code, too.
talk "one process for a client that knows no others: a breakpoint is for all who have code there" \
    pair.yaml <<EOF
packet qSupported:swbreak+
reply *multiprocess-
packet QStartNoAckMode
reply OK
packet qfThreadInfo
reply m1,2,3
packet Z0,$(address modes main),4
reply OK
packet vCont;c
reply T05*thread:1;core:0;swbreak:;
packet qThreadExtraInfo,1
reply $(hex 'monitor: runs')
packet z0,$(address modes main),4
reply OK
packet Hg2
reply OK
packet Z2,81000000,4
reply E0e
end
EOF

# The last to write there, before alice's own start has cleared it, was the monitor.
calls=$("${RISCV_PREFIX:-riscv64-unknown-elf-}nm" modes | sed -n 's/ B calls$//p')
talk "a VM's memory that its monitor has written" pair.yaml <<EOF
packet qSupported:multiprocess+;swbreak+
reply *
packet QStartNoAckMode
reply OK
packet Hgp2.2
reply OK
packet Z0,$(address modes main),4
reply OK
packet vCont;c
reply T05*thread:p2.2;core:0;swbreak:;
packet Z2,$calls,4
reply OK
packet bc
reply T05*thread:p2.2;core:0;watch:$calls;
output 
packet z2,$calls,4
reply OK
packet bs
reply T05*
packet Z2,$calls,4
reply OK
packet bc
reply T05*thread:p2.2;core:0;watch:$calls;
output trapeze: accessed by monitor, *
end
EOF

talk "stops: breakpoint, watchpoint, end, beginning" modes <<EOF
packet qSupported:swbreak+;hwbreak+
reply *
packet QStartNoAckMode
reply OK
packet Z0,$(address modes main),4
reply OK
packet c
reply T05*thread:1;core:0;swbreak:;
packet z0,$(address modes main),4
reply OK
packet Z1,$(address modes add),4
reply OK
packet c
reply T05*hwbreak:;
packet z1,$(address modes add),4
reply OK
packet c
reply T0f*
output *total 10*trapeze: modes: exit 0*
packet c
reply T0f*
packet bc
reply T05*replaylog:begin;
packet bs
reply T05*replaylog:begin;
packet s
reply T05*20:04000080;*
packet bs
reply T05*20:00000080;*
end
EOF

talk "Ctrl-C, and bytes that are none" endless <<'EOF'
packet QStartNoAckMode
reply OK
packet vCont;c
pause 200
raw \x03
reply T02*
packet vCont;c
pause 100
packet qC
reply T02*
reply QC1
packet vCont;c
raw $m8000
reply T02*
raw 0000,4#55
reply ????????
end
EOF

talk "the client goes while the machine runs" endless <<'EOF'
packet QStartNoAckMode
reply OK
packet vCont;c
end
EOF

cat >noisy.c <<'EOF'
#include <stdio.h>
int main(void)
{
    for (int i = 0; i < 3000; i++) {
        printf("line %d of many that are all as long as this one is, or nearly\n", i);
    }
    return 0;
}
EOF
mkdir tmp
export TMPDIR="$work/in/tmp"
server=$trapeze # which knows where the compiler's files are
talk "more output than a pipe holds, and a client that is slow; a source's file" noisy.c <<EOF
packet QStartNoAckMode
reply OK
packet qXfer:exec-file:read::0,1000
reply l$work/in/tmp/trapeze-gdb-??????
packet vCont;c
pause 300
reply T0f*
output line 0 of*line 2999 of*noisy: exit 0*
end
EOF
verdict "files that were made are removed" "$(ls tmp)"
unset TMPDIR
server=$sanitized

talk "half a packet, and silence: SIGTERM" hello <<'EOF'
packet qC
reply QC1
raw $m8000
pause 50
terminate
EOF

talk "SIGTERM while the machine runs" endless <<'EOF'
packet QStartNoAckMode
reply OK
packet vCont;c
pause 100
terminate
EOF

# Whose output is not read meanwhile: far more than pipes hold.
sed 's/3000/300000/' noisy.c >noisier.c
"$trapeze" cc -o noisier noisier.c
talk "SIGTERM while a client does not read what guests print" noisier <<'EOF'
packet QStartNoAckMode
reply OK
packet vCont;c
pause 500
terminate
EOF

talk "limits" --set limits.instructions=1000 endless <<'EOF'
packet QStartNoAckMode
reply OK
packet c
reply T18*
output *limit is reached*
packet p20
reply ??????80
end
EOF

talk "monitor commands" modes <<EOF
packet QStartNoAckMode
reply OK
packet qRcmd,$(hex where)
reply OK
output *supervisor*0x80000000*
packet qRcmd,$(hex nonsense)
reply OK
output error: no command*
packet qRcmd,$(hex quit)
reply OK
output error: *GDB*
packet qRcmd,
reply OK
packet qRcmd,$(hex 'step 3')
reply OK
output *machine has moved*
end
EOF

# Whatever it is, the session goes on; then the machine is as it was, going back to the beginning.
for seed in 1 2 3 4; do
    for what in hello pair.yaml; do
        talk "noise $seed, $what" $what <<EOF
packet QStartNoAckMode
reply OK
noise $seed 1500
packet vAttach;1
reply T*
packet bc
reply T*
packet qXfer:threads:read::0,1000
reply l*</threads>*
end
EOF
    done
done

# --- the command line ---

bad "--port out of range" "trapeze: --port 65536: expected 0 to 65535" \
    "$trapeze" gdb --port 65536 hello
bad "--port and --pipe" "trapeze: --pipe and --port: expected one of them" \
    "$trapeze" gdb --port 0 --pipe hello
bad "no such file" "nothere" "$trapeze" gdb --pipe nothere

# A server waits for the next client, alone on its port, and ends when it is told to.
"$trapeze" gdb --port 0 hello >served 2>"$err" &
server=$!
await_file served
tries=0
until port=$(sed -n 's/^waiting for GDB: target remote 127.0.0.1://p' served) && [ -n "$port" ]; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || break
    sleep 0.05
done
bad "a port that is taken" "trapeze: --port: cannot listen on 127.0.0.1:$port: " \
    "$trapeze" gdb --port "$port" hello
kill -TERM $server
wait $server
verdict "SIGTERM ends a server" "$([ $? -eq 0 ] || echo "status $?")"
