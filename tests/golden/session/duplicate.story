# Both academies dial at once. The connection that the academy with the smaller id dialled stays.
academy A
academy B
peers A B
dial A B
dial B A
trace A B
start A B
   1000 A > stream A/network=2
   1000 A < numbering may begin
   1000 A > A accepts B
   1000 A > peer B to be dialled
   1000 A < dial B
   1000 B > stream B/network=2
   1000 B < numbering may begin
   1000 B > B accepts A
   1000 B > peer A to be dialled
   1000 B < dial A
run 2000
   1010 B > connected 1 academy A
   1010 B < send 1: hello of B, versions 1 to 1
   1010 A > connected 1 academy B, dialled
   1010 A < send 1: hello of A, versions 1 to 1
   1010 A > connected 2 academy B
   1010 A < send 2: hello of A, versions 1 to 1
   1010 B > connected 2 academy A, dialled
   1010 B < send 2: hello of B, versions 1 to 1
   1015 A > frame 1 hello of B, versions 1 to 1
   1015 A < up 1 academy B, dialled
   1015 A < send 1: heads A/network=2 complete
   1015 B > frame 1 hello of A, versions 1 to 1
   1015 B < up 1 academy A
   1015 B < send 1: heads B/network=2 complete
   1015 B > frame 2 hello of A, versions 1 to 1
   1015 B < send 2: bye ok (we are connected twice: the other connection goes on)
   1015 B < close 2 ok (we are connected twice: the other connection goes on)
   1015 A > frame 2 hello of B, versions 1 to 1
   1015 A < send 2: bye ok (we are connected twice: the other connection goes on)
   1015 A < close 2 ok (we are connected twice: the other connection goes on)
   1016 B > disconnected 2 (we closed)
   1016 A > disconnected 2 (we closed)
   1020 B > frame 1 heads A/network=2 complete
   1020 B < send 1: want A/network after 0
   1020 A > frame 1 heads B/network=2 complete
   1020 A < send 1: want B/network after 0
   1025 A > frame 1 want A/network after 0
   1025 A < read for 1: A/network after 0
   1025 B > frame 1 want B/network after 0
   1025 B < read for 1: B/network after 0
   1026 A > read 1 A/network 1..2
   1026 A < send 1: batch A/network 1..2
   1026 B > read 1 B/network 1..2
   1026 B < send 1: batch B/network 1..2
   1031 B > frame 1 batch A/network 1..2
   1031 B < receive #1 A/network 1..2
   1031 A > frame 1 batch B/network 1..2
   1031 A < receive #1 B/network 1..2
   1033 B > A accepts B
   1033 B > durable t1 A/network 1..2 #1
   1033 B < send 1 after t1: receipts B holds A/network=2
   1033 A > B accepts A
   1033 A > durable t1 B/network 1..2 #1
   1033 A < send 1 after t1: receipts A holds B/network=2
   1038 A > frame 1 receipts B holds A/network=2
   1038 A < keep receipts #2: B holds A/network=2
   1038 B > frame 1 receipts A holds B/network=2
   1038 B < keep receipts #2: A holds B/network=2
   1040 A > durable t2 #2 B holds A/network=2
   1040 B > durable t2 #2 A holds B/network=2
   1533 A > tick
   1533 B > tick
trace
run 60000
settled
