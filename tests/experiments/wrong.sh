#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Wrong configurations, each with the very line that it must give: the place, what is wrong, what was
# expected, and the nearest name where a name is wrong.
#
#     @ NAME           to be refused by `experiment`, and in the same words by `run`
#     % NAME           what is wrong is about an experiment: by `experiment` alone
#     $ OPTIONS        of the command line
#     > LINE           what is said; all other lines are the file

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

cat >cases <<'END'
@ YAML: a tab
vms:
	- image: hello
> wrong.yaml:2:1: not YAML: a tab: expected blanks to begin a line with

@ YAML: an open bracket
vms: [{image: hello}
> wrong.yaml:2:1: not YAML: did not find expected ',' or ']' while parsing a flow sequence (line 1)

@ YAML: an open quote
vms: [{image: "hello}]
> wrong.yaml:2:1: not YAML: found unexpected end of stream while scanning a quoted scalar (line 1)

@ YAML: an anchor
vms: [&a {image: hello}]
> wrong.yaml:1:7: anchors (&a) are not taken here: expected a value

@ YAML: an alias
vms: [*a]
> wrong.yaml:1:7: aliases (*a) are not taken here: expected a value

@ YAML: a tag
vms: !!seq []
> wrong.yaml:1:6: tags (tag:yaml.org,2002:seq) are not taken here: expected a value

@ YAML: indentation
vms:
  - image: hello
   memory: 1MiB
> wrong.yaml:3:4: not YAML: did not find expected '-' indicator while parsing a block collection (line 2)

@ YAML: two documents
vms: [{image: hello}]
---
vms: []
> wrong.yaml:2:1: a second document begins: expected one in each file

@ YAML: a key twice
machine: {tlb: 8, tlb: 16}
> wrong.yaml:1:19: `tlb` stands here a second time: the first is in line 1

@ YAML: nothing
# only a comment
> wrong.yaml: nothing in it: expected keys such as `vms:`

@ YAML: a list
- vms
> wrong.yaml:1:1: a list: expected an experiment, a mapping with a key `vms`

@ YAML: a colon too many
vms: [{image: hello, args: a: b}]
> wrong.yaml:1:29: not YAML: did not find expected ',' or '}' while parsing a flow mapping (line 1)

@ a section with a slip
machin: {tlb: 8}
vms: [{image: hello}]
> wrong.yaml:1:1: unknown key `machin`: did you mean `machine`?

@ a section of nothing like it
computer: {tlb: 8}
> wrong.yaml:1:1: unknown key `computer`: expected one of machine, simple, pipeline, icache, dcache, monitor, vms, limits, experiment, repeat, sweep, measure, baseline, expect, report, include

@ a key in the wrong section
machine: {quantum: 10k}
vms: [{image: hello}]
> wrong.yaml:1:11: unknown key `quantum` in machine: did you mean monitor.quantum?

@ machine: ram too small
machine: {ram: 512KiB}
vms: [{image: hello}]
> wrong.yaml:1:16: machine.ram: `512KiB`: expected a size from 1MiB to 1GiB in multiples of 4KiB

@ machine: ram not in pages
machine: {ram: 1048577}
vms: [{image: hello}]
> wrong.yaml:1:16: machine.ram: `1048577`: expected a size from 1MiB to 1GiB in multiples of 4KiB

@ machine: ram with another unit
machine: {ram: 64MB}
vms: [{image: hello}]
> wrong.yaml:1:16: machine.ram: `64MB`: expected a size from 1MiB to 1GiB in multiples of 4KiB

@ machine: tlb negative
machine: {tlb: -8}
vms: [{image: hello}]
> wrong.yaml:1:16: machine.tlb: `-8`: expected a number from 8 to 256

@ machine: tlb a word
machine: {tlb: many}
vms: [{image: hello}]
> wrong.yaml:1:16: machine.tlb: `many`: expected a number from 8 to 256

@ machine: isa
machine: {isa: pg32-poof}
vms: [{image: hello}]
> wrong.yaml:1:16: machine.isa: `pg32-poof`: did you mean `pg32-popf`?

@ machine: timing
machine: {timing: pipelined}
vms: [{image: hello}]
> wrong.yaml:1:19: machine.timing: `pipelined`: did you mean `pipeline`?

@ machine: seed
machine: {seed: 4294967296}
vms: [{image: hello}]
> wrong.yaml:1:17: machine.seed: `4294967296`: expected a number from 0 to 4294967295

@ machine: seed fraction
machine: {seed: 1.5}
vms: [{image: hello}]
> wrong.yaml:1:17: machine.seed: `1.5`: expected a number from 0 to 4294967295

@ machine: a list for a value
machine: {tlb: [8, 16]}
vms: [{image: hello}]
> wrong.yaml:1:16: machine.tlb: a list: expected a number from 8 to 256

@ machine: a single value
machine: fast
vms: [{image: hello}]
> wrong.yaml:1:10: machine: a single value: expected a mapping, lines of `key: value`

@ machine: disk under a monitor
machine: {disk: a.img}
monitor: {kind: vmm}
vms: [{image: hello}]
> wrong.yaml:1:17: machine.disk: under a monitor each VM has a disk of its own: expected vms.disk, or monitor.kind none

@ machine: disk_save without disk
machine: {disk_save: a.img}
vms: [{image: hello}]
> wrong.yaml:1:22: machine.disk_save: there is no disk: expected machine.disk

@ caches: not a power of two
machine: {timing: pipeline}
icache: {size: 10000}
vms: [{image: hello}]
> wrong.yaml:2:16: icache.size: 10000: expected a power of two

@ caches: more ways than lines
machine: {timing: pipeline}
dcache: {size: 64, line: 32, ways: 4}
vms: [{image: hello}]
> wrong.yaml:2:36: dcache: 4 ways of lines of 32 bytes do not fit into 64: expected a size of at least 128

@ caches: replacement
dcache: {replacement: lfu}
vms: [{image: hello}]
> wrong.yaml:1:23: dcache.replacement: `lfu`: did you mean `lru`?

@ predictor: counters
machine: {timing: pipeline}
pipeline: {predictor: bimodal, counters: 100}
vms: [{image: hello}]
> wrong.yaml:2:42: pipeline.counters: 100: expected a power of two

@ pipeline: too long a stall
pipeline: {load_use: 16}
vms: [{image: hello}]
> wrong.yaml:1:22: pipeline.load_use: `16`: expected a number from 0 to 15

@ monitor: none for two
monitor: {kind: none}
vms: [{image: hello}, {name: b, image: hello}]
> wrong.yaml:1:17: monitor.kind: none runs one VM, and there are 2: expected vmm or hybrid

@ monitor: no such kind
monitor: {kind: vm}
vms: [{image: hello}]
> wrong.yaml:1:17: monitor.kind: `vm`: did you mean `vmm`?

@ monitor: soft_tlb
monitor: {soft_tlb: 100k}
vms: [{image: hello}]
> wrong.yaml:1:21: monitor.soft_tlb: `100k`: expected a number from 0 to 65536

@ monitor: quantum
monitor: {quantum: 10}
vms: [{image: hello}]
> wrong.yaml:1:20: monitor.quantum: `10`: expected a number from 1000 to 1G

@ monitor: scheduler
monitor: {scheduler: round robin}
vms: [{image: hello}]
> wrong.yaml:1:22: monitor.scheduler: `round robin`: did you mean `round_robin`?

@ monitor: idle
monitor: {idle: kept}
vms: [{image: hello}]
> wrong.yaml:1:17: monitor.idle: `kept`: expected one of give_away, keep

@ monitor: image
monitor: {kind: vmm, image: nowhere.elf}
vms: [{image: hello}]
> wrong.yaml:1:29: monitor.image: nowhere.elf: No such file or directory

@ monitor: special page under the hybrid
monitor: {kind: hybrid, special_page: on}
vms: [{image: hello}]
> wrong.yaml:1:39: monitor.special_page: VM `hello` is under the hybrid monitor, which has none: expected off

% monitor: unsound
machine: {isa: pg32-cpl}
monitor: {kind: vmm}
vms: [{image: zoo}]
> wrong.yaml:2:17: monitor.kind: vmm is unsound on pg32-cpl: `cpl` is sensitive and not privileged (Theorem 1): expected hybrid, or experiment.unsound: allowed

@ vms: none
machine: {tlb: 8}
> wrong.yaml: no VM: expected a list `vms` of one or more

@ vms: an empty list
vms: []
> wrong.yaml: no VM: expected a list `vms` of one or more

@ vms: a mapping
vms: {image: hello}
> wrong.yaml:1:6: vms: a mapping: expected a list, items that begin with `- name: ...`

@ vms: no image
vms: [{name: a}]
> wrong.yaml:1:7: this VM has no image: expected a key `image`

@ vms: an image that is not there
vms: [{image: nowhere.c}]
> wrong.yaml:1:15: vms.image: nowhere.c: No such file or directory

@ vms: a guest that is not there
vms: [{image: kernal}]
> wrong.yaml:1:15: vms.image: kernal: No such file or directory; did you mean the shipped guest `kernel`?

@ vms: a key with a slip
vms: [{image: hello, wieght: 3}]
> wrong.yaml:1:22: unknown key `wieght` in vms: did you mean `weight`?

@ vms: two of a name
vms: [{image: hello}, {image: hello}]
> wrong.yaml:1:23: vms.name: two VMs are called `hello`: expected different names

@ vms: a name with a space
vms: [{image: hello, name: a b}]
> wrong.yaml:1:28: vms.name: `a b`: expected letters, digits, - and _, 1 to 31 characters

@ vms: too much memory
machine: {ram: 16MiB}
monitor: {kind: vmm}
vms: [{image: hello, memory: 12MiB}, {name: b, image: hello, memory: 8MiB}]
> wrong.yaml:3:70: vms.memory: 8MiB for VM `b`, and 4MiB of machine.ram is left: expected less, or more machine.ram

@ vms: weight
vms: [{image: hello, weight: 0}]
> wrong.yaml:1:30: vms.weight: `0`: expected a number from 1 to 1000

@ vms: cap
vms: [{image: hello, cap: 101}]
> wrong.yaml:1:27: vms.cap: `101`: expected a number from 1 to 100

@ vms: clock
vms: [{image: hello, clock: wall}]
> wrong.yaml:1:29: vms.clock: `wall`: expected one of real, virtual

@ vms: a monitor for a VM without one
vms: [{image: hello, monitor: hybrid}]
> wrong.yaml:1:31: vms.monitor: monitor.kind is none: expected vmm or hybrid

@ vms: disk that is not there
vms: [{image: hello, disk: nowhere.img}]
> wrong.yaml:1:28: vms.disk: nowhere.img: No such file or directory

@ vms: disk_save without disk
vms: [{image: hello, disk_save: a.img}]
> wrong.yaml:1:33: vms.disk_save: VM `hello` has no disk: expected vms.disk

@ vms: console twice
vms: [{image: hello, console: a}, {name: b, image: hello, console: a}]
> wrong.yaml:1:68: vms.console: VM `hello` writes to that file too: expected one of its own

@ vms: signature in a file that a console is in
vms: [{image: hello, console: a, signature: a}]
> wrong.yaml:1:45: vms.signature: vms.console is that file too: expected another one

@ vms: args of two lines
vms: [{image: hello, args: "a\nb"}]
> wrong.yaml:1:28: vms.args: `a\x0ab`: expected one line of text, 0 to 1023 characters

@ vms: initrd a folder
vms: [{image: hello, initrd: .}]
> wrong.yaml:1:30: vms.initrd: . is a directory: expected a file

@ nesting: too little memory
monitor: {kind: vmm}
vms: [{name: o, image: vmm, memory: 8MiB, vms: [{image: hello, memory: 16MiB}]}]
> wrong.yaml:2:37: vms.memory: 8MiB for VM `o`, whose own VMs have 16MiB: expected more, 16MiB at least, and room for a monitor

@ nesting: disk at the monitor
monitor: {kind: vmm}
vms: [{name: o, image: vmm, memory: 32MiB, input: "a", vms: [{image: hello}]}]
> wrong.yaml:2:51: vms.input: VM `o` is a monitor: expected the key at one of its own VMs

@ nesting: signature within
monitor: {kind: vmm}
vms: [{name: o, image: vmm, memory: 32MiB, vms: [{image: hello, signature: a}]}]
> wrong.yaml:2:76: vms.signature: VM `o/hello` is in another VM: expected one that is not

@ nesting: vms as a mapping
monitor: {kind: vmm}
vms: [{name: o, image: vmm, memory: 32MiB, vms: {image: hello}}]
> wrong.yaml:2:49: vms: a mapping: expected a list, items that begin with `- name: ...`

@ nesting: no monitor
monitor: {kind: none}
vms: [{name: o, image: vmm, memory: 32MiB, vms: [{image: hello}]}]
> wrong.yaml:1:17: monitor.kind: none runs one VM, and there are 2: expected vmm or hybrid

@ nesting: too deep
monitor: {kind: vmm}
vms: [{image: vmm, vms: [{image: vmm, vms: [{image: vmm, vms: [{image: vmm, vms: [{image: vmm, vms: [{image: vmm, vms: [{image: hello}]}]}]}]}]}]}]
> wrong.yaml:2:121: VMs in VMs too deeply: expected at most 6 levels

@ input: no key type
vms: [{image: echo, input: [{after: a}]}]
> wrong.yaml:1:29: vms.input: nothing to type: expected a key `type`

@ input: a slip
vms: [{image: echo, input: [{aftr: a, type: b}]}]
> wrong.yaml:1:30: unknown key `aftr` in vms.input: did you mean `after`?

@ input: a time that is none
vms: [{image: echo, input: [{at: 1s, type: b}]}]
> wrong.yaml:1:34: vms.input.at: `1s`: expected a number from 0 to 1000000G

@ count: too many
vms: [{image: hello, count: 300}]
> wrong.yaml:1:29: vms.count: `300`: expected a number from 0 to 255

@ limits
limits: {instructions: 2e9}
vms: [{image: hello}]
> wrong.yaml:1:24: limits.instructions: `2e9`: expected a number from 0 to 1000000G

@ limits: no such
limits: {seconds: 5}
vms: [{image: hello}]
> wrong.yaml:1:10: unknown key `seconds` in limits: expected one of instructions, cycles

@ include: not there
include: nowhere.yaml
vms: [{image: hello}]
> wrong.yaml:1:10: include: nowhere.yaml: No such file or directory

@ include: a number
include: {a: b}
vms: [{image: hello}]
> wrong.yaml:1:10: include: a mapping: expected the name of a file, or a list of names

@ include: itself
include: wrong.yaml
vms: [{image: hello}]
> wrong.yaml:1:10: include: wrong.yaml includes itself: expected another file

@ files: a folder to run
vms: [{image: .}]
> wrong.yaml:1:15: vms.image: . is a directory: expected a file

% sweep: a list
vms: [{image: hello}]
sweep: [machine.tlb]
> wrong.yaml:2:8: sweep: a list: expected a mapping, lines of `key: value`

% sweep: a name without a dot
vms: [{image: hello}]
sweep: {tlb: [8, 16]}
> wrong.yaml:2:9: sweep: `tlb` is no path: expected one such as machine.tlb, or named sets of settings, such as {small: {machine.tlb: 16}}

% sweep: an unknown key
vms: [{image: hello}]
sweep: {machine.tbl: [8, 16]}
> wrong.yaml:2:9: unknown key `tbl` in machine: did you mean `tlb`?

% sweep: an unknown section
vms: [{image: hello}]
sweep: {machin.tlb: [8, 16]}
> wrong.yaml:2:9: unknown key `machin`: did you mean `machine`?

% sweep: an unknown VM
vms: [{image: hello}]
sweep: {vms.helo.weight: [1, 2]}
> wrong.yaml:2:9: no VM is called `helo`: did you mean `hello`?

% sweep: no VM by that number
vms: [{image: hello}]
sweep: {"vms[1].weight": [1, 2]}
> wrong.yaml:2:9: no VM [1]: expected 0 to 0

% sweep: no key of a VM
vms: [{image: hello}]
sweep: {vms.hello: [1, 2]}
> wrong.yaml:2:9: no key is named: expected vms[0].KEY, vms.NAME.KEY or vms.*.KEY

% sweep: a wrong value
vms: [{image: hello}]
sweep: {machine.tlb: [8, 16, 512]}
> wrong.yaml:2:30: machine.tlb: `512`: expected a number from 8 to 256

% sweep: a wrong word
vms: [{image: hello}]
sweep: {monitor.kind: [vmm, hybird]}
> wrong.yaml:2:29: monitor.kind: `hybird`: did you mean `hybrid`?

% sweep: a value twice
vms: [{image: hello}]
sweep: {machine.tlb: [8, 16, 8]}
> wrong.yaml:2:30: machine.tlb: `8` stands here a second time

% sweep: no values
vms: [{image: hello}]
sweep: {machine.tlb: []}
> wrong.yaml:2:22: machine.tlb: an empty list: expected one value or more

% sweep: nothing
vms: [{image: hello}]
sweep: {machine.tlb: }
> wrong.yaml:2:22: machine.tlb: ``: expected a number from 8 to 256

% sweep: a list in a list
vms: [{image: hello}]
sweep: {machine.tlb: [[8], 16]}
> wrong.yaml:2:23: machine.tlb: a list: expected a single value

% sweep: a key twice, by two paths
vms: [{image: hello}]
sweep: {vms.hello.weight: [1, 2], "vms.*.weight": [3, 4]}
> wrong.yaml:2:52: `vms.*.weight` is set by `vms.hello.weight` too: expected it in one of the two

% sweep: a name cannot be varied
vms: [{image: hello}]
sweep: {vms.hello.name: [a, b]}
> wrong.yaml:2:9: `vms.hello.name`: a VM's name cannot be varied

% sweep: wrong at one point only
vms: [{image: hello}, {name: b, image: hello}]
sweep: {monitor.kind: [vmm, none]}
> wrong.yaml:2:29: monitor.kind: none runs one VM, and there are 2: expected vmm or hybrid

% sweep: too much memory at one point
monitor: {kind: vmm}
machine: {ram: 32MiB}
vms: [{image: hello, count: 1}]
sweep: {vms.hello.count: [1, 4]}
> wrong.yaml:3:7: vms.memory: 16MiB for VM `hello3`, and 0 of machine.ram is left: expected less, or more machine.ram

% sweep: too many points
vms: [{image: hello}]
sweep: {machine.seed: {from: 1, to: 2000000}}
> wrong.yaml:2:23: machine.seed: too many values: expected at most 100000

% sweep: an experiment's own section
vms: [{image: hello}]
sweep: {repeat.count: [1, 2]}
> wrong.yaml:2:9: `repeat` is about an experiment's points: expected a key of one run, such as machine.ram

% sets: a list for a setting
vms: [{image: hello}]
sweep: {size: {small: {machine.tlb: [8, 16]}}}
> wrong.yaml:2:37: machine.tlb: a list: expected one value in a named set

% sets: an unknown key
vms: [{image: hello}]
sweep: {size: {small: {machine.tl: 8}}}
> wrong.yaml:2:24: unknown key `tl` in machine: did you mean `tlb`?

% sets: a value that is refused
vms: [{image: hello}]
sweep: {size: {small: {machine.tlb: 4}}}
> wrong.yaml:2:37: machine.tlb: `4`: expected a number from 8 to 256

% sets: a value instead of settings
vms: [{image: hello}]
sweep: {size: {small: 8}}
> wrong.yaml:2:23: sweep.size: a single value: expected settings, such as {machine.tlb: 16}

% sets: a key that is swept too
vms: [{image: hello}]
sweep: {machine.tlb: [8, 16], size: {small: {machine.tlb: 8}}}
> wrong.yaml:2:59: `machine.tlb` is set by `machine.tlb` too: expected it in one of the two

% range: no end
vms: [{image: hello}]
sweep: {machine.tlb: {from: 8}}
> wrong.yaml:2:22: machine.tlb: a range without `to`: expected {from: A, to: B, step: C} or {from: A, to: B, times: C}

% range: no beginning
vms: [{image: hello}]
sweep: {machine.tlb: {to: 8}}
> wrong.yaml:2:22: machine.tlb: a range without `from`: expected {from: A, to: B, step: C} or {from: A, to: B, times: C}

% range: backwards
vms: [{image: hello}]
sweep: {machine.tlb: {from: 64, to: 8}}
> wrong.yaml:2:37: machine.tlb: a range from 64 to 8: expected to end at or above its start

% range: no step
vms: [{image: hello}]
sweep: {machine.tlb: {from: 8, to: 64, step: 0}}
> wrong.yaml:2:46: machine.tlb: a range with step 0 does not end: expected a larger step

% range: times one
vms: [{image: hello}]
sweep: {machine.tlb: {from: 8, to: 64, times: 1}}
> wrong.yaml:2:47: range.times: `1`: expected a number from 2 to 1000

% range: step and times
vms: [{image: hello}]
sweep: {machine.tlb: {from: 8, to: 64, times: 2, step: 8}}
> wrong.yaml:2:47: machine.tlb: a range with `step` and `times`: expected one of the two

% range: a slip
vms: [{image: hello}]
sweep: {machine.tlb: {from: 8, till: 64}}
> wrong.yaml:2:32: unknown key `till` in range: expected one of from, to, step, times

% range: from nothing by a factor
vms: [{image: hello}]
sweep: {monitor.soft_tlb: {from: 0, to: 64, times: 2}}
> wrong.yaml:2:34: monitor.soft_tlb: a range from 0 by a factor does not end: expected a larger start

% range: words
vms: [{image: hello}]
sweep: {monitor.asids: {from: flush, to: tagged}}
> wrong.yaml:2:24: monitor.asids: a mapping: expected a value or a list of values, each one of tagged, flush

% range: beyond what the key may be
vms: [{image: hello}]
sweep: {machine.tlb: {from: 8, to: 1024, times: 2}}
> wrong.yaml:2:22: machine.tlb: `512`: expected a number from 8 to 256

% range: a wrong bound
vms: [{image: hello}]
sweep: {machine.ram: {from: 1MB, to: 4MiB, times: 2}}
> wrong.yaml:2:29: machine.ram: `1MB`: expected a size from 1MiB to 1GiB in multiples of 4KiB

% zip: lengths
vms: [{image: hello}]
sweep: {zip: {machine.tlb: [8, 16], machine.ram: [32MiB, 64MiB, 128MiB]}}
> wrong.yaml:2:50: sweep.zip: `machine.ram` has 3 values, and `machine.tlb` has 2: expected as many

% zip: a list of paths
vms: [{image: hello}]
sweep: {zip: [machine.tlb, machine.ram]}
> wrong.yaml:2:15: sweep.zip: a single value: expected a mapping of paths to lists of values

% zip: an unknown key
vms: [{image: hello}]
sweep: {zip: {machine.tlb: [8, 16], machine.rma: [32MiB, 64MiB]}}
> wrong.yaml:2:37: unknown key `rma` in machine: did you mean `ram`?

% when: an unknown name
vms: [{image: hello}]
sweep: {machine.tlb: [8, 16], when: machine.tbl > 8}
> wrong.yaml:2:37: unknown name `machine.tbl`: did you mean `machine.tlb`?

% when: no formula
vms: [{image: hello}]
sweep: {machine.tlb: [8, 16], when: "machine.tlb >"}
> wrong.yaml:2:51: the formula ends here: expected a value: a number, a name, a 'text', f(x) or (...)

% when: never true
vms: [{image: hello}]
sweep: {machine.tlb: [8, 16], when: machine.tlb > 100}
> wrong.yaml:2:37: sweep.when: `machine.tlb > 100` is true at none of 2 points: expected one or more

% when: a counter
vms: [{image: hello}]
sweep: {machine.tlb: [8, 16], when: machine.cycles > 100}
> wrong.yaml:2:37: sweep.when: `machine.cycles` is known after a run only: expected a column or a key of the configuration

% when: a single equals sign
vms: [{image: hello}]
sweep: {machine.tlb: [8, 16], when: machine.tlb = 8}
> wrong.yaml:2:49: `=` is none of a formula's signs: did you mean `==`?

% repeat: none
vms: [{image: hello}]
repeat: {count: 0}
> wrong.yaml:2:17: repeat.count: `0`: expected a number from 1 to 10k

% repeat: a number
vms: [{image: hello}]
repeat: 5
> wrong.yaml:2:9: repeat: a single value: expected a mapping, lines of `key: value`

% repeat: a slip
vms: [{image: hello}]
repeat: {cuont: 5}
> wrong.yaml:2:10: unknown key `cuont` in repeat: did you mean `count`?

% repeat: seed swept too
vms: [{image: hello}]
repeat: {count: 5}
sweep: {machine.seed: [1, 2]}
> wrong.yaml:3:24: `machine.seed` is set by `repeat` too: expected it in one of the two

% measure: a list
vms: [{image: hello}]
measure: [machine.cycles]
> wrong.yaml:2:10: measure: a list: expected a mapping, lines of `name: formula`

% measure: an unknown counter
vms: [{image: hello}]
measure: {a: machine.cycels}
> wrong.yaml:2:14: unknown name `machine.cycels`: did you mean `machine.cycles`?

% measure: an unknown counter of a VM
monitor: {kind: vmm}
vms: [{image: hello}]
measure: {a: vms.hello.cycles.hiden_miss}
> wrong.yaml:3:14: unknown name `vms.hello.cycles.hiden_miss`: did you mean `vms.hello.cycles.hidden_miss`?

% measure: an unknown VM
vms: [{image: hello}]
measure: {a: vms.helo.cycles.total}
> wrong.yaml:2:14: `vms.helo.cycles.total`: no point has a VM `vms.helo`: did you mean `vms.hello`?

% measure: a family of nothing
vms: [{image: hello}]
measure: {a: "vms.*.cyclse.total"}
> wrong.yaml:2:15: unknown name `vms.*.cyclse.total`: did you mean `vms.*.cycles.total`?

% measure: an unknown function
vms: [{image: hello}]
measure: {a: summ(vms.*.cycles.total)}
> wrong.yaml:2:14: unknown function `summ`: did you mean `sum`?

% measure: too few arguments
vms: [{image: hello}]
measure: {a: log2()}
> wrong.yaml:2:14: log2() of 0 values: expected log2(x)

% measure: a parenthesis open
vms: [{image: hello}]
measure: {a: (machine.cycles}
> wrong.yaml:2:29: the formula ends here: expected `)`, or a sign between two values

% measure: in terms of itself
vms: [{image: hello}]
measure: {a: a + 1}
> wrong.yaml:2:14: `a` is measured by way of itself: expected measures above it

% measure: in terms of a later one
vms: [{image: hello}]
measure: {a: b + 1, b: machine.cycles}
> wrong.yaml:2:14: `b` is measured further down: expected a measure above

% measure: a name with a space
vms: [{image: hello}]
measure: {a b: machine.cycles}
> wrong.yaml:2:11: measure: `a b`: expected a name of a letter and then letters, digits, - and _, 64 at most

% measure: a name that begins with a digit
vms: [{image: hello}]
measure: {1st: machine.cycles}
> wrong.yaml:2:11: measure: `1st`: expected a name of a letter and then letters, digits, - and _, 64 at most

% measure: the name of a column
vms: [{image: hello}]
sweep: {size: {small: {machine.tlb: 8}}}
measure: {size: machine.cycles}
> wrong.yaml:3:11: measure: `size` is a column of the sweep: expected another name

% measure: no value
vms: [{image: hello}]
measure: {a: {unit: ms}}
> wrong.yaml:2:14: measure: `a` has no value: expected a formula

% measure: a slip
vms: [{image: hello}]
measure: {a: {valeu: machine.cycles}}
> wrong.yaml:2:15: unknown key `valeu` in measure: did you mean `value`?

% measure: baseline without one
vms: [{image: hello}]
measure: {a: machine.cycles, b: a / baseline(a)}
> wrong.yaml:2:33: `a / baseline(a)`: there is no baseline: expected a key `baseline`, such as {machine.tlb: 64}

% measure: a text in a sum
vms: [{image: hello}]
measure: {a: machine.cycles + 'x}
> wrong.yaml:2:31: this text does not end: expected another '

% expect: a mapping
vms: [{image: hello}]
expect: {that: passed}
> wrong.yaml:2:9: expect: a mapping: expected a list, items that begin with `- `

% expect: an unknown name
vms: [{image: hello}]
measure: {slow: machine.cycles}
expect: [slwo > 5]
> wrong.yaml:3:10: unknown name `slwo`: did you mean `slow`?

% expect: no formula
vms: [{image: hello}]
expect: [{because: so}]
> wrong.yaml:2:10: expect: an item without `that`: expected a formula

% expect: a slip
vms: [{image: hello}]
expect: [{that: passed, becuase: so}]
> wrong.yaml:2:25: unknown key `becuase` in expect: did you mean `because`?

% expect: two operators
vms: [{image: hello}]
expect: [machine.cycles > > 5]
> wrong.yaml:2:27: `> 5`: expected a value: a number, a name, a 'text', f(x) or (...)

% expect: minus without spaces
vms: [{image: hello}]
measure: {a: machine.cycles, b: machine.instructions}
expect: [a-b > 5]
> wrong.yaml:3:10: unknown name `a-b`: expected one of a, b, dcache, icache, levels, limits, machine, monitor, passed, pipeline, simple, status, vms (a difference is written with blanks: a - b)

% baseline: no sweep
vms: [{image: hello}]
baseline: {machine.tlb: 8}
> wrong.yaml:2:12: baseline: the sweep has no column `machine.tlb`: expected a key `sweep`

% baseline: an unknown column
vms: [{image: hello}]
sweep: {machine.tlb: [8, 16]}
baseline: {machine.ram: 64MiB}
> wrong.yaml:3:12: baseline: the sweep has no column `machine.ram`: did you mean `machine.tlb`?

% baseline: a value that it has not
vms: [{image: hello}]
sweep: {machine.tlb: [8, 16]}
baseline: {machine.tlb: 32}
> wrong.yaml:3:25: baseline: `32` is no value of machine.tlb there: expected one of 8, 16

% baseline: a list
vms: [{image: hello}]
sweep: {machine.tlb: [8, 16]}
baseline: {machine.tlb: [8, 16]}
> wrong.yaml:3:25: baseline: a list: expected one value of machine.tlb

% baseline: a point that was dropped
vms: [{image: hello}]
sweep: {machine.tlb: [8, 16], when: machine.tlb > 8}
baseline: {machine.tlb: 8}
> wrong.yaml:3:1: baseline: that of point 1 (machine.tlb=16) is dropped by sweep.when: expected one that is kept

% report: a mapping
vms: [{image: hello}]
report: {kind: lines}
> wrong.yaml:2:9: report: a mapping: expected a list, items that begin with `- kind: ...`

% report: no such kind
vms: [{image: hello}]
report: [{kind: line}]
> wrong.yaml:2:17: report.kind: `line`: did you mean `lines`?

% report: an unknown column
vms: [{image: hello}]
sweep: {machine.tlb: [8, 16]}
report: [{kind: lines, x: machine.tbl}]
> wrong.yaml:3:27: report.x: the sweep has no column `machine.tbl`: did you mean `machine.tlb`?

% report: an unknown measure
vms: [{image: hello}]
measure: {cycles: machine.cycles}
report: [{kind: table, y: cylces}]
> wrong.yaml:3:27: report.y: no measure is called `cylces`: did you mean `cycles`?

% report: lines without a sweep
vms: [{image: hello}]
report: [lines]
> wrong.yaml:2:10: report: nothing is varied that could go from left to right: expected a `sweep`, or kind table

% report: an unknown series
vms: [{image: hello}]
sweep: {machine.tlb: [8, 16]}
report: [{kind: lines, x: machine.tlb, series: program}]
> wrong.yaml:3:48: report.series: the sweep has no column `program`: expected one of machine.tlb

% report: log of what
vms: [{image: hello}]
sweep: {machine.tlb: [8, 16]}
report: [{kind: lines, log: both}]
> wrong.yaml:3:29: report.log: `both`: expected one of none, x, y, xy

% report: parts that would not add up
vms: [{image: hello}]
sweep: {machine.tlb: [8, 16]}
report: [{kind: stacked, log: xy}]
> wrong.yaml:3:31: report.log: parts do not add up on a logarithmic axis: expected kind bars, or no `log`

% report: an episode of a table
vms: [{image: hello}]
report: [{kind: table, episode: miss}]
> wrong.yaml:2:33: report.episode: expected kind flow, which alone has it

% report: an episode that is none
vms: [{image: hello}]
report: [{kind: flow, episode: mis}]
> wrong.yaml:2:32: report.episode: `mis`: expected syscall, miss, hidden or interrupt, and which one, as in miss:3

% report: a VM that is none
monitor: {kind: vmm}
vms: [{image: hello}]
report: [{kind: flow, episode: miss, vm: helo}]
> wrong.yaml:3:42: report.vm: no point has a VM `helo`: did you mean `hello`?

% report: columns of a flow
monitor: {kind: vmm}
vms: [{image: hello}]
report: [{kind: flow, episode: miss, columns: hardwear}]
> wrong.yaml:3:47: report.columns: `hardwear`: expected hardware, os or monitor

% experiment: a slip
experiment: {titel: x}
vms: [{image: hello}]
> wrong.yaml:1:14: unknown key `titel` in experiment: did you mean `title`?

% experiment: a text
experiment: On TLBs
vms: [{image: hello}]
> wrong.yaml:1:13: experiment: a single value: expected a mapping, lines of `key: value`

% experiment: failures
experiment: {failures: ignored}
vms: [{image: hello}]
> wrong.yaml:1:24: experiment.failures: `ignored`: expected one of refused, allowed

% experiment: a title of two lines
experiment: {title: "a\nb"}
vms: [{image: hello}]
> wrong.yaml:1:21: experiment.title: `a\x0ab`: expected one line of text, 1 to 200 characters

@ set: no value
$ --set machine.tlb
vms: [{image: hello}]
> --set machine.tlb: no value: expected PATH=VALUE, such as machine.ram=64MiB

@ set: no such key
$ --set machine.tbl=8
vms: [{image: hello}]
> --set machine.tbl=8: unknown key `tbl` in machine: did you mean `tlb`?

@ set: a wrong value
$ --set machine.tlb=x
vms: [{image: hello}]
> --set machine.tlb=x: machine.tlb: `x`: expected a number from 8 to 256

% set: what is swept
$ --set machine.tlb=8
vms: [{image: hello}]
sweep: {machine.tlb: [8, 16]}
> --set machine.tlb=8: the sweep varies it: expected --set 'sweep.machine.tlb=[VALUE, ...]'

% set: a sweep of something unknown
$ --set sweep.machine.tbl=[8]
vms: [{image: hello}]
> --set sweep.machine.tbl=[8]: unknown key `tbl` in machine: did you mean `tlb`?

% set: a sweep in bad YAML
$ --set sweep.machine.tlb=[8
vms: [{image: hello}]
> --set sweep.machine.tlb=[8: not YAML: did not find expected ',' or ']'

% set: a measure of nothing
$ --set measure.a=machine.cycels
vms: [{image: hello}]
> --set measure.a=machine.cycels: unknown name `machine.cycels`: did you mean `machine.cycles`?

% set: experiment
$ --set experiment.failures=ignored
vms: [{image: hello}]
> --set experiment.failures=ignored: experiment.failures: `ignored`: expected one of refused, allowed

% set: repeat
$ --set repeat.count=0
vms: [{image: hello}]
> --set repeat.count=0: repeat.count: `0`: expected a number from 1 to 10k

% set: a section
$ --set repeat=5
vms: [{image: hello}]
> --set repeat=5: repeat: a single value: expected a mapping, lines of `key: value`

@ set: no such section
$ --set swep.machine.tlb=[8]
vms: [{image: hello}]
> --set swep.machine.tlb=[8]: unknown key `swep`: did you mean `sweep`?

% set: include
$ --set include=x
vms: [{image: hello}]
> --set include=x: files are included by files: expected a key `include` there

% set: a key twice
$ --set 'sweep.a={x: {machine.tlb: 8}, x: {machine.tlb: 16}}'
vms: [{image: hello}]
> --set sweep.a={x: {machine.tlb: 8}, x: {machine.tlb: 16}}: `x` stands here a second time

% set: a word in a list
$ --set "sweep.machine.tlb=[8,^]"
vms: [{image: hello}]
> --set sweep.machine.tlb=[8,^]: machine.tlb: `^`: expected a number from 8 to 256
END

awk '/^[@%] / { n++; command = substr($0, 1, 1) == "@" ? "both" : "experiment"
                print command >(n ".command"); print substr($0, 3) >(n ".name"); next }
     /^\$ / { print substr($0, 3) >(n ".options"); next }
     /^> /  { print substr($0, 3) >(n ".line"); next }
     NF     { print >(n ".yaml") }' cases

# said COMMAND OPTION...: what is wrong with how wrong.yaml is refused, beside the line in wanted
said()
{
    run timeout 20 "$trapeze" "$@" wrong.yaml
    [ "$status" -eq 2 ] || echo "$1: status $status"
    [ ! -s "$out" ] || echo "$1: $(head -1 "$out")"
    cmp -s wanted "$err" || echo "$1 said: $(head -2 "$err")"
}

count=$(grep -c '^[@%] ' cases)
n=1
while [ $n -le "$count" ]; do
    cp $n.yaml wrong.yaml
    cp $n.line wanted
    options=
    [ ! -f $n.options ] || options=$(cat $n.options)
    verdict "$(cat $n.name)" "$(eval "said experiment --list $options"
        [ "$(cat $n.command)" = experiment ] || eval "said run $options")"
    n=$((n + 1))
done
verdict "more than 60" "$([ "$count" -gt 60 ] || echo "$count")"
