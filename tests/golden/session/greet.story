# Two academies greet each other and catch up; both have dialled, so one connection is closed again.
academy A
academy B
peers A B
dial A B
client ann A
start A ann
write ann network 3
run 200
trace A B
start B
   1200 B > stream B/network=2
   1200 B < numbering may begin
   1200 B > B accepts A
   1200 B > peer A not to be dialled
run 8000
   1265 A > tick
   6010 A > dial failed B (nobody answers)
   6232 A > tick
   6232 A < dial B
   6242 B > connected 1 academy A
   6242 B < send 1: hello of B, versions 1 to 1
   6242 A > connected 2 academy B, dialled
   6242 A < send 2: hello of A, versions 1 to 1
   6247 A > frame 2 hello of B, versions 1 to 1
   6247 A < up 2 academy B, dialled
   6247 A < send 2 after t2: heads A/network=5 complete
   6247 B > frame 1 hello of A, versions 1 to 1
   6247 B < up 1 academy A
   6247 B < send 1: heads B/network=2 complete
   6252 B > frame 1 heads A/network=5 complete
   6252 B < send 1: want A/network after 0
   6252 A > frame 2 heads B/network=2 complete
   6252 A < send 2: want B/network after 0
   6257 A > frame 2 want A/network after 0
   6257 A < read for 2: A/network after 0
   6257 B > frame 1 want B/network after 0
   6257 B < read for 1: B/network after 0
   6258 A > read 2 A/network 1..5
   6258 A < send 2 after t2: batch A/network 1..5
   6258 B > read 1 B/network 1..2
   6258 B < send 1: batch B/network 1..2
   6263 B > frame 1 batch A/network 1..5
   6263 B < receive #1 A/network 1..5
   6263 A > frame 2 batch B/network 1..2
   6263 A < receive #4 B/network 1..2
   6265 B > A accepts B
   6265 B > durable t1 A/network 1..5 #1
   6265 B < send 1 after t1: receipts B holds A/network=5
   6265 A > B accepts A
   6265 A > durable t3 B/network 1..2 #4
   6265 A < send 1 after t3: heads B/network=2
   6265 A < send 2 after t3: receipts A holds B/network=2
   6270 A > frame 2 receipts B holds A/network=5
   6270 A < keep receipts #5: B holds A/network=5
   6270 B > frame 1 receipts A holds B/network=2
   6270 B < keep receipts #2: A holds B/network=2
   6272 A > durable t4 #5 B holds A/network=5
   6272 B > durable t2 #2 A holds B/network=2
   6275 A > frame 1 want B/network after 0
   6275 A < read for 1: B/network after 0
   6276 A > read 1 B/network 1..2
   6276 A < send 1 after t4: batch B/network 1..2
   6276 A < send 1 after t4: receipts B holds A/network=5 A holds B/network=2
   6765 A > tick
   6765 B > tick
settled
expect B A network 5
expect A B network 2
