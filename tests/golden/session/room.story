# A room is joined and its whole stream comes; it is left and the stream goes.
academy A
client ann A
client ben A
start A ann ben
run 1000
room ann r1
run 500
write ann room:r1 2
run 500
expect ann A room:r1 2
expect ben A room:r1 0
trace A ben
join ann ben r1
run 500
   3005 A > frame 1 submit 1ff30001 (kind 22 to academy)
   3005 A < write #4 by ann: 1ff30001 (kind 22 to academy)
   3007 A > member ann in 1 rooms
   3007 A > member ben in 1 rooms
   3007 A < send 2 after t3: heads A/room:r1=2
   3007 A > written t4 A/academy 4..4 #4 1ff30001 is 1.4
   3007 A < send 1 after t4: batch A/academy 4..4
   3007 A < send 2 after t4: batch A/academy 4..4
   3007 A < send 1 after t4: outcomes 1ff30001 is 1.4
   3012 ben > frame 1 heads A/room:r1=2
   3012 ben < send 1: want A/room:r1 after 0
   3012 ben > frame 1 batch A/academy 4..4
   3012 ben < receive #4 A/academy 4..4
   3014 ben > durable t4 A/academy 4..4 #4
   3017 A > frame 2 want A/room:r1 after 0
   3017 A < read for 2: A/room:r1 after 0
   3018 A > read 2 A/room:r1 1..2
   3018 A < send 2 after t4: batch A/room:r1 1..2
   3023 ben > frame 1 batch A/room:r1 1..2
   3023 ben < receive #5 A/room:r1 1..2
   3025 ben > durable t5 A/room:r1 1..2 #5
expect ben A room:r1 2
leave ann ben r1
run 500
   3505 A > frame 1 submit 13f60001 (kind 22 to academy)
   3505 A < write #5 by ann: 13f60001 (kind 22 to academy)
   3507 A > member ann in 1 rooms
   3507 A > member ben in 0 rooms
   3507 A < send 2 after t4: gone A/room:r1 (You no longer belong to it.)
   3507 A > written t5 A/academy 5..5 #5 13f60001 is 1.5
   3507 A < send 1 after t5: batch A/academy 5..5
   3507 A < send 2 after t5: batch A/academy 5..5
   3507 A < send 1 after t5: outcomes 13f60001 is 1.5
   3512 ben > frame 1 gone A/room:r1 (You no longer belong to it.)
   3512 ben < purge A/room:r1 (You no longer belong to it.)
   3512 ben > frame 1 batch A/academy 5..5
   3512 ben < receive #6 A/academy 5..5
   3516 ben > durable t7 A/academy 5..5 #6
expect ben A room:r1 0
# Away while it happens: the client is told when it next asks.
trace
join ann ben r1
run 500
expect ben A room:r1 2
crash ben
leave ann ben r1
run 500
trace ben
start ben
   5000 ben > stream A/network=1
   5000 ben > stream A/academy=6
   5000 ben > stream A/room:r1=2
   5000 ben > peer A to be dialled
   5000 ben < dial A
run 2000
   5010 ben > connected 2 home, dialled
   5010 ben < send 2: hello of A, versions 1 to 1
   5015 ben > frame 2 hello of A, versions 1 to 1
   5015 ben < up 2 home, dialled
   5015 ben < pull 2 at most 64
   5015 ben > submit 2
   5020 ben > frame 2 heads A/network=1 A/academy=7 complete
   5020 ben < send 2: want A/network after 1
   5020 ben < send 2: want A/academy after 6
   5020 ben < send 2: want A/room:r1 after 2
   5030 ben > frame 2 gone A/room:r1 (You no longer belong to it.)
   5030 ben < purge A/room:r1 (You no longer belong to it.)
   5031 ben > frame 2 batch A/academy 7..7
   5031 ben < receive #1 A/academy 7..7
   5034 ben > durable t2 A/academy 7..7 #1
trace
expect ben A room:r1 0
settled
