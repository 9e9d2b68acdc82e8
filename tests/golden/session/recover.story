# A is restored from a backup: it fetches its own tail from B before it numbers anything again.
academy A
academy B
peers A B
dial A B
client ann A
start A B
run 1000
backup A
start ann
run 500
write ann network 3
run 1000
expect B A network 5
crash A
restore A
write ann network
trace A
start A
   3500 A > stream A/network=2
   3500 A > stream B/network=2
   3500 A > stream A/academy=1
   3500 A > A accepts B
   3500 A > B accepts A
   3500 A > receipt B holds A/network=2
   3500 A > receipt A holds B/network=2
   3500 A > member ann in 0 rooms
   3500 A > peer B to be dialled
   3500 A < dial B
run 3000
   3510 A > connected 3 academy B, dialled
   3510 A < send 3: hello of A, versions 1 to 1
   3515 A > frame 3 hello of B, versions 1 to 1
   3515 A < up 3 academy B, dialled
   3515 A < send 3: heads A/network=2 B/network=2 complete
   3520 A > frame 3 heads B/network=2 A/network=5 complete
   3520 A < send 3: receipts A holds B/network=2
   3520 A < send 3: want A/network after 2
   3520 A < send 3: want B/network after 2
   3525 A > frame 3 want A/network after 5
   3530 A > frame 3 receipts B holds A/network=5
   3530 A < keep receipts #1: B holds A/network=5
   3531 A > frame 3 batch A/network 3..5
   3531 A < receive #2 A/network 3..5
   3532 A > durable t1 #1 B holds A/network=5
   3534 A > durable t2 A/network 3..5 #2
   3534 A < numbering may begin
   3534 A < send 3: want A/network no more
   3695 A > connected 4 device of ann
   3695 A < send 4: hello of A, versions 1 to 1
   3700 A > frame 4 hello of A, versions 1 to 1
   3700 A < up 4 device of ann
   3700 A < send 4 after t2: heads A/network=5 B/network=2 A/academy=1 complete
   3705 A > frame 4 submit 50780002 (kind 10 to network)
   3705 A < write #3 by ann: 50780002 (kind 10 to network)
   3707 A > written t3 A/network 6..6 #3 50780002 is 2.6
   3707 A < send 3 after t3: batch A/network 6..6
   3707 A < send 4 after t3: outcomes 50780002 is 2.6
   3710 A > frame 4 want A/network after 5
   3710 A < read for 4: A/network after 5
   3710 A > frame 4 want A/academy after 1
   3710 A > frame 4 want B/network after 2
   3710 A < send 4 after t3: receipts B holds A/network=5 A holds B/network=2
   3711 A > read 4 A/network 6..6
   3711 A < send 4 after t3: batch A/network 6..6
   3950 A > tick
   4020 A > tick
   4030 A > frame 3 receipts B holds A/network=6
   4030 A < keep receipts #4: B holds A/network=6
   4032 A > durable t4 #4 B holds A/network=6
   4210 A > tick
   4210 A < send 4 after t4: receipts B holds A/network=6
trace
run 30000
settled
expect A A network 6
expect B A network 6
