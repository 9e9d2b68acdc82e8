# A byte of a record flips on B's disk. B does not serve it, and has it from A again.
academy A
academy B
peers A B
dial A B
client ann A
client ben B
client bob B
start A B ann
run 3000
write ann network
run 1000
write ann network
run 1000
expect B A network 4
stop B
run 500
damage B A network 3
start B
run 5000
# ben wants all of it.
trace B
start ben
run 3000
  11510 B > connected 4 device of ben
  11510 B < send 4: hello of B, versions 1 to 1
  11515 B > frame 4 hello of B, versions 1 to 1
  11515 B < up 4 device of ben
  11515 B < send 4 after t1: heads B/network=2 A/network=4 B/academy=2 complete
  11525 B > frame 4 want B/network after 0
  11525 B < read for 4: B/network after 0
  11525 B > frame 4 want A/network after 0
  11525 B < read for 4: A/network after 0
  11526 B > read 4 B/network 1..2
  11526 B < send 4 after t1: batch B/network 1..2
  11526 B > read 4 A/network 1..2
  11526 B < send 4 after t1: batch A/network 1..2
  11526 B < read for 4: A/network after 2
  11526 B < send 4 after t1: receipts A holds B/network=2 B holds A/network=4
  11527 B > damaged A/network 3..3
  11527 B < send 3: show whole A/network from 3
  11527 B > read 4 A/network damaged
  11538 B > frame 3 shown A/network 3..4
  11538 B < mend #2 A/network 3..4
  11538 B > frame 4 want B/academy after 0
  11538 B < read for 4: B/academy after 0
  11539 B > read 4 B/academy 1..2
  11539 B < send 4 after t1: batch B/academy 1..2
  11540 B > durable t2 #2
  11540 B < read for 4: A/network after 2
  11541 B > read 4 A/network 3..4
  11541 B < send 4 after t2: batch A/network 3..4
  12026 B > tick
trace
expect ben A network 4
# Nobody is there who could help: everything else goes on, and whoever comes is asked.
stop ben
stop B
run 500
damage B A network 3
stop A
run 1000
start B bob
trace B
run 3000
  16010 B > connected 6 device of bob
  16010 B < send 6: hello of B, versions 1 to 1
  16015 B > frame 6 hello of B, versions 1 to 1
  16015 B < up 6 device of bob
  16015 B < send 6: heads B/network=2 A/network=4 B/academy=2 complete
  16025 B > frame 6 want B/network after 0
  16025 B < read for 6: B/network after 0
  16025 B > frame 6 want A/network after 0
  16025 B < read for 6: A/network after 0
  16026 B > read 6 B/network 1..2
  16026 B < send 6: batch B/network 1..2
  16026 B > read 6 A/network 1..2
  16026 B < send 6: batch A/network 1..2
  16026 B < read for 6: A/network after 2
  16026 B < send 6: receipts A holds B/network=2 B holds A/network=4
  16027 B > damaged A/network 3..3
  16027 B > read 6 A/network damaged
  16038 B > frame 6 want B/academy after 0
  16038 B < read for 6: B/academy after 0
  16039 B > read 6 B/academy 1..2
  16039 B < send 6: batch B/academy 1..2
  16526 B > tick
trace
expect bob A network 2
expect bob B network 2
start A
run 20000
expect bob A network 4
