# A opens a group with B. C, whom A accepts and who is connected to both, never gets it; B passes it on to D, who
# is in it, while A cannot reach D. When A no longer accepts D, B stops.
academy A
academy B
academy C
academy D
peers A B
peers A C
peers B C
peers B D
peers A D
dial A B
dial C A
dial C B
dial D B
group A B D
start A B C D
run 3000
expect B A group 2
expect D A group 2
expect C A group 0
trace B C
tell A
run 1000
   4007 B > frame 1 batch A/group:group 3..3
   4007 B < receive #16 A/group:group 3..3
   4009 B > durable t15 A/group:group 3..3 #16
   4009 B < send 3 after t15: batch A/group:group 3..3
drop A D
run 500
   5007 B > frame 1 want D/network no more
   5007 B > frame 1 batch A/network 5..5
   5007 B < receive #17 A/network 5..5
   5007 C > frame 1 batch A/network 5..5
   5007 C < receive #9 A/network 5..5
   5009 B > A no longer accepts D
   5009 B < send 3 after t15: receipts A holds B/network=4 A holds D/network=3 B holds D/network=3
   5009 B > durable t16 A/network 5..5 #17
   5009 B < send 1 after t16: receipts B holds A/network=5
   5009 B < send 2 after t16: heads A/network=5
   5009 B < send 2 after t16: receipts B holds A/network=5
   5009 C > A no longer accepts D
   5009 C > durable t9 A/network 5..5 #9
   5009 C < send 1 after t9: receipts C holds A/network=5
   5009 C < send 2 after t9: heads A/network=5
   5009 C < send 2 after t9: receipts C holds A/network=5
   5014 C > frame 2 heads A/network=5
   5014 C > frame 2 receipts B holds A/network=5
   5014 C < keep receipts #10: B holds A/network=5
   5014 B > frame 2 heads A/network=5
   5014 B > frame 2 receipts C holds A/network=5
   5014 B < keep receipts #18: C holds A/network=5
   5016 C > durable t10 #10 B holds A/network=5
   5016 B > durable t17 #18 C holds A/network=5
   5021 C > frame 1 receipts B holds A/network=5
   5021 C < keep receipts #11: B holds A/network=5
   5023 B > frame 1 receipts C holds A/network=5
   5023 B < keep receipts #19: C holds A/network=5
   5023 C > durable t11 #11
   5025 B > durable t18 #19
tell A
run 1000
   5507 B > frame 1 batch A/group:group 4..4
   5507 B < receive #20 A/group:group 4..4
   5509 B > tick
   5509 B < send 1 after t18: receipts C holds A/network=5
   5509 C > tick
   5509 C < send 1 after t11: receipts B holds A/network=5
   5509 B > durable t19 A/group:group 4..4 #20
expect B A group 4
expect D A group 3
expect C A group 0
settled
