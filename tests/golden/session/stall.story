# C has A's records from A itself; A falls silent without closing; B, who has more, takes its place.
academy A
academy B
academy C
peers A B
peers A C
peers B C
dial B A
dial C A
dial C B
client ann A
start A B C ann
run 3000
trace C
# Nothing that A sends reaches C any more, but B hears it.
block A C 60000
write ann network
run 20000
   4019 C > frame 2 heads A/network=4
   4019 C > frame 2 receipts B holds A/network=4
   4019 C < keep receipts #9: B holds A/network=4
   4021 C > durable t9 #9 B holds A/network=4
   4021 C < send 1 after t9: receipts B holds A/network=4
  14019 C > tick
  14019 C < send 2: want A/network after 3
  14030 C > frame 2 batch A/network 4..4
  14030 C < receive #10 A/network 4..4
  14032 C > durable t10 A/network 4..4 #10
  14032 C < send 1 after t10: heads A/network=4
  14032 C < send 1 after t10: receipts C holds A/network=4
  14032 C < send 2 after t10: receipts C holds A/network=4
  17040 C > tick
  17040 C < send 1: ping
expect C A network 4
run 60000
  24019 C > tick
  24019 C < send 2: want A/network no more
  24019 C < send 1: want A/network after 4
  29030 C > tick
  29030 C < send 2: ping
  29040 C > frame 2 pong
  44040 C > frame 2 ping
  44040 C < send 2: pong
  47040 C > tick
  47040 C < send 1: bye timed out (nothing was heard for too long)
  47040 C < close 1 timed out (nothing was heard for too long)
  47040 C < down 1 academy A, dialled
  47040 C < send 2: want A/network after 4
  47041 C > disconnected 1 (we closed)
  47220 C > tick
  47220 C < dial A
  47235 C > dial failed A (nobody answers)
  47601 C > tick
  47601 C < dial A
  47616 C > dial failed A (nobody answers)
  48453 C > tick
  48453 C < dial A
  48468 C > dial failed A (nobody answers)
  49712 C > tick
  49712 C < dial A
  49727 C > dial failed A (nobody answers)
  53719 C > tick
  53719 C < dial A
  53734 C > dial failed A (nobody answers)
  58430 C > tick
  58430 C < dial A
  58445 C > dial failed A (nobody answers)
  59040 C > tick
  59040 C < send 2: ping
  59050 C > frame 2 pong
  68489 C > tick
  68489 C < dial A
  68499 C > connected 3 academy A, dialled
  68499 C < send 3: hello of C, versions 1 to 1
  68504 C > frame 3 hello of A, versions 1 to 1
  68504 C < up 3 academy A, dialled
  68504 C < send 3 after t10: heads C/network=3 A/network=4 B/network=3 complete
  68509 C > frame 3 heads A/network=4 B/network=3 C/network=3 complete
  68509 C < send 3 after t10: receipts B holds A/network=4
  68509 C < send 2: want A/network no more
  68509 C < send 3: want A/network after 4
  68514 C > frame 3 receipts B holds C/network=3
  68514 C < keep receipts #11: B holds C/network=3
  68514 C > frame 3 want C/network after 3
  68516 C > durable t11 #11
  69009 C > tick
  69009 C < send 3 after t11: receipts B holds C/network=3 C holds A/network=4 C holds B/network=3
  69014 C > frame 3 receipts B holds A/network=4 A holds B/network=3 A holds C/network=3
  69014 C < keep receipts #12: B holds A/network=4 A holds B/network=3 A holds C/network=3
  69016 C > durable t12 #12
  74050 C > tick
  74050 C < send 2: ping
  74060 C > frame 2 pong
trace
run 20000
settled
expect C A network 4
