# A - B - C: what A says reaches C through B, because A and C accept each other; D accepts nobody but B.
academy A
academy B
academy C
academy D
peers A B
peers B C
peers A C
peers B D
dial A B
dial C B
dial D B
client ann A
start A B C D
run 3000
start ann
run 500
trace B C
write ann network
run 1000
   4512 B > frame 1 batch A/network 4..4
   4512 B < receive #13 A/network 4..4
   4514 B > durable t12 A/network 4..4 #13
   4514 B < send 2 after t12: batch A/network 4..4
   4514 B < send 1 after t12: receipts B holds A/network=4
   4514 B < send 2 after t12: receipts B holds A/network=4
   4519 C > frame 1 batch A/network 4..4
   4519 C < receive #6 A/network 4..4
   4519 C > frame 1 receipts B holds A/network=4
   4519 C < keep receipts #7: B holds A/network=4
   4521 C > durable t6 A/network 4..4 #6
   4521 C < send 1 after t6: receipts C holds A/network=4
   4523 C > durable t7 #7 B holds A/network=4
   4526 B > frame 2 receipts C holds A/network=4
   4526 B < keep receipts #14: C holds A/network=4
   4528 B > durable t13 #14 C holds A/network=4
   5014 B > tick
   5014 B < send 1 after t13: receipts C holds A/network=4
   5021 C > tick
   5026 B > frame 1 receipts C holds A/network=4
   5026 B < keep receipts #15: C holds A/network=4
   5028 B > durable t14 #15
trace
settled
expect C A network 4
expect D A network 0
expect D B network 4
# The one in the middle is killed and comes back.
crash B
write ann network 2
run 3000
start B
trace C
run 40000
  10695 C > dial failed B (nobody answers)
  11061 C > tick
  11061 C < dial B
  11071 C > connected 2 academy B, dialled
  11071 C < send 2: hello of C, versions 1 to 1
  11076 C > frame 2 hello of B, versions 1 to 1
  11076 C < up 2 academy B, dialled
  11076 C < send 2 after t7: heads C/network=3 B/network=4 A/network=4 complete
  11081 C > frame 2 heads B/network=4 A/network=4 C/network=3 complete
  11081 C < send 2 after t7: receipts A holds B/network=4
  11081 C < send 2: want B/network after 4
  11081 C < send 2: want A/network after 4
  11086 C > frame 2 receipts A holds C/network=3
  11086 C < keep receipts #8: A holds C/network=3
  11086 C > frame 2 want A/network after 4
  11086 C > frame 2 want C/network after 3
  11088 C > durable t8 #8
  11103 C > frame 2 want A/network no more
  11116 C > frame 2 batch A/network 5..6
  11116 C < receive #9 A/network 5..6
  11118 C > durable t9 A/network 5..6 #9
  11581 C > tick
  11581 C < send 2 after t9: receipts A holds C/network=3 C holds B/network=4 C holds A/network=6
  11586 C > frame 2 receipts A holds B/network=4 B holds A/network=6 B holds C/network=3
  11586 C < keep receipts #10: A holds B/network=4 B holds A/network=6 B holds C/network=3
  11588 C > durable t10 #10 B holds A/network=6
  12081 C > tick
  26586 C > tick
  26586 C < send 2: ping
  26591 C > frame 2 ping
  26591 C < send 2: pong
  26596 C > frame 2 pong
  41601 C > frame 2 ping
  41601 C < send 2: pong
trace
settled
expect C A network 6
