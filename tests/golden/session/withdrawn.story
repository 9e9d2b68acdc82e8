# A no longer accepts C: B stops passing on what A says, and goes on with what B itself says.
academy A
academy B
academy C
peers A B
peers B C
peers A C
dial A B
dial C B
client ann A
client ben B
start A B C ann ben
run 3000
expect C A network 3
trace B C
drop A C
run 500
   4007 B > frame 1 want C/network no more
   4007 B > frame 1 batch A/network 4..4
   4007 B < receive #11 A/network 4..4
   4009 B > A no longer accepts C
   4009 B < send 2 after t10: receipts A holds B/network=3 A holds C/network=3 B holds C/network=3
   4009 B > durable t11 A/network 4..4 #11
   4009 B < send 3 after t11: batch A/network 4..4
   4009 B < send 1 after t11: receipts B holds A/network=4
   4009 B < send 3 after t11: receipts B holds A/network=4
   4014 C > frame 1 receipts A holds B/network=3 A holds C/network=3 B holds C/network=3
   4014 C < keep receipts #6: A holds B/network=3 A holds C/network=3 B holds C/network=3
   4016 C > durable t6 #6
write ann network
write ben network
run 1000
   4505 B > frame 3 submit 609e0004 (kind 10 to network)
   4505 B < write #12 by ben: 609e0004 (kind 10 to network)
   4507 B > written t12 B/network 4..4 #12 609e0004 is 1.4
   4507 B < send 1 after t12: batch B/network 4..4
   4507 B < send 2 after t12: batch B/network 4..4
   4507 B < send 3 after t12: batch B/network 4..4
   4507 B < send 3 after t12: outcomes 609e0004 is 1.4
   4509 B > tick
   4512 B > frame 1 batch A/network 5..5
   4512 B < receive #13 A/network 5..5
   4512 C > frame 1 batch B/network 4..4
   4512 C < receive #7 B/network 4..4
   4514 B > durable t13 A/network 5..5 #13
   4514 B < send 3 after t13: batch A/network 5..5
   4514 B < send 1 after t13: receipts B holds A/network=5
   4514 B < send 3 after t13: receipts B holds A/network=5
   4514 C > durable t7 B/network 4..4 #7
   4514 C < send 1 after t7: receipts C holds B/network=4
   4519 B > frame 1 receipts A holds B/network=4
   4519 B < keep receipts #14: A holds B/network=4
   4519 B > frame 2 receipts C holds B/network=4
   4519 B < keep receipts #15: C holds B/network=4
   4521 B > durable t14 #14 A holds B/network=4
   4521 B < send 2 after t14: receipts A holds B/network=4
   4523 B > durable t15 #15 C holds B/network=4
   4526 C > frame 1 receipts A holds B/network=4
   4526 C < keep receipts #8: A holds B/network=4
   4528 C > durable t8 #8 A holds B/network=4
   5014 B > tick
   5014 B < send 1 after t15: receipts C holds B/network=4
   5014 B < send 3 after t15: receipts A holds B/network=4 C holds B/network=4
   5014 C > tick
   5014 C < send 1 after t8: receipts A holds B/network=4
   5019 B > frame 2 receipts A holds B/network=4
   5019 B < keep receipts #16: A holds B/network=4
   5021 B > tick
   5021 B > durable t16 #16
   5026 B > frame 1 receipts C holds B/network=4
   5026 B < keep receipts #17: C holds B/network=4
   5028 B > durable t17 #17
trace
expect B A network 5
expect C A network 3
expect C B network 4
# And B no longer accepts C: they hang up.
trace B C
drop B C
run 3000
   5502 B > B no longer accepts C
   5502 B < send 2: bye refused (our academy no longer accepts yours)
   5502 B < close 2 refused (our academy no longer accepts yours)
   5502 B < down 2 academy C
   5502 B > peer C not to be dialled
   5502 B > written t18 B/network 5..5
   5502 B < send 1 after t18: batch B/network 5..5
   5502 B < send 3 after t18: batch B/network 5..5
   5503 B > disconnected 2 (we closed)
   5507 C > frame 1 bye refused (our academy no longer accepts yours)
   5507 C < close 1 refused (our academy no longer accepts yours)
   5507 C < down 1 academy B, dialled
   5507 C > disconnected 1 (the other side closed)
   5526 B > frame 1 receipts A holds B/network=5
   5526 B < keep receipts #18: A holds B/network=5
   5528 B > durable t19 #18 A holds B/network=5
   5528 B < send 3 after t19: receipts A holds B/network=5
   5871 B > tick
   6000 C > tick
   6000 C < dial B
   6015 C > dial failed B (nobody answers)
   6963 C > tick
   6963 C < dial B
   6978 C > dial failed B (nobody answers)
trace
