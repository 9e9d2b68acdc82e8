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
   4019 C < keep receipts #7: B holds A/network=4
   4021 C > durable t7 #7 B holds A/network=4
   4021 C < send 1 after t7: receipts B holds A/network=4
  14019 C > tick
  14019 C < send 2: want A/network after 3
  14030 C > frame 2 batch A/network 4..4
  14030 C < receive #8 A/network 4..4
  14032 C > durable t8 A/network 4..4 #8
  14032 C < send 1 after t8: heads A/network=4
  14032 C < send 1 after t8: receipts C holds A/network=4
  14032 C < send 2 after t8: receipts C holds A/network=4
  17038 C > tick
  17038 C < send 1: ping
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
  47038 C > tick
  47038 C < send 1: bye timed out (nothing was heard for too long)
  47038 C < close 1 timed out (nothing was heard for too long)
  47038 C < down 1 academy A, dialled
  47038 C < send 2: want A/network after 4
  47039 C > disconnected 1 (we closed)
  47218 C > tick
  47218 C < dial A
  47233 C > dial failed A (nobody answers)
  47599 C > tick
  47599 C < dial A
  47614 C > dial failed A (nobody answers)
  48451 C > tick
  48451 C < dial A
  48466 C > dial failed A (nobody answers)
  49710 C > tick
  49710 C < dial A
  49725 C > dial failed A (nobody answers)
  53717 C > tick
  53717 C < dial A
  53732 C > dial failed A (nobody answers)
  58428 C > tick
  58428 C < dial A
  58443 C > dial failed A (nobody answers)
  59040 C > tick
  59040 C < send 2: ping
  59050 C > frame 2 pong
  68487 C > tick
  68487 C < dial A
  68497 C > connected 3 academy A, dialled
  68497 C < send 3: hello of C, versions 1 to 1
  68502 C > frame 3 hello of A, versions 1 to 1
  68502 C < up 3 academy A, dialled
  68502 C < send 3 after t8: heads C/network=3 A/network=4 B/network=3 complete
  68502 C < send 3 after t8: receipts B holds C/network=3 C holds A/network=4 B holds A/network=4 C holds B/network=3
  68507 C > frame 3 heads A/network=4 B/network=3 C/network=3 complete
  68507 C < send 2: want A/network no more
  68507 C < send 3: want A/network after 4
  68507 C > frame 3 receipts B holds A/network=4 A holds B/network=3 A holds C/network=3 B holds C/network=3
  68507 C < keep receipts #9: B holds A/network=4 A holds B/network=3 A holds C/network=3 B holds C/network=3
  68509 C > durable t9 #9
  68512 C > frame 3 want C/network after 3
  74050 C > tick
  74050 C < send 2: ping
  74060 C > frame 2 pong
  83512 C > tick
  83512 C < send 3: ping
  83517 C > frame 3 ping
  83517 C < send 3: pong
  83522 C > frame 3 pong
trace
run 20000
settled
expect C A network 4
