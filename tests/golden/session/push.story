# A write becomes durable at home, is acknowledged, and goes at once to everyone who wants the stream.
academy A
academy B
peers A B
dial A B
client ann A
client ben B
start A B ann ben
run 2000
trace ann A B ben
write ann network
run 1000
   3000 ann > outbox
   3000 ann < pull 1 at most 64
   3000 ann > submit 1 40a90002 (kind 10 to network)
   3000 ann < send 1: submit 40a90002 (kind 10 to network)
   3005 A > frame 2 submit 40a90002 (kind 10 to network)
   3005 A < write #3 by ann: 40a90002 (kind 10 to network)
   3007 A > written t3 A/network 3..3 #3 40a90002 is 1.3
   3007 A < send 1 after t3: batch A/network 3..3
   3007 A < send 2 after t3: batch A/network 3..3
   3007 A < send 2 after t3: outcomes 40a90002 is 1.3
   3012 B > frame 1 batch A/network 3..3
   3012 B < receive #3 A/network 3..3
   3012 ann > frame 1 batch A/network 3..3
   3012 ann < receive #5 A/network 3..3
   3012 ann > frame 1 outcomes 40a90002 is 1.3
   3012 ann < outcomes 40a90002 is 1.3
   3014 B > durable t3 A/network 3..3 #3
   3014 B < send 2 after t3: batch A/network 3..3
   3014 B < send 1 after t3: receipts B holds A/network=3
   3014 B < send 2 after t3: receipts B holds A/network=3
   3014 ann > durable t5 A/network 3..3 #5
   3019 ben > frame 1 batch A/network 3..3
   3019 ben < receive #5 A/network 3..3
   3019 A > frame 1 receipts B holds A/network=3
   3019 A < keep receipts #4: B holds A/network=3
   3019 ben > frame 1 receipts B holds A/network=3
   3019 ben < keep receipts #6: B holds A/network=3
   3021 ben > durable t5 A/network 3..3 #5
   3021 A > durable t4 #4 B holds A/network=3
   3021 A < send 2 after t4: receipts B holds A/network=3
   3023 ben > durable t6 #6 B holds A/network=3
   3026 ann > frame 1 receipts B holds A/network=3
   3026 ann < keep receipts #6: B holds A/network=3
   3028 ann > durable t6 #6 B holds A/network=3
trace
settled
expect ben A network 3
