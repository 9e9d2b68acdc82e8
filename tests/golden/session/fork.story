# A's folder is put back as it was, and A does not notice: it numbers record 5 twice. B holds one
# story, C the other.
academy A
academy B
academy C
academy D
peers A B
peers A C
peers B C
peers A D
peers B D
dial A B
dial A C
dial B C
dial D B
client ann A
client amy A
client cat C
start A B C ann cat
run 3000
backup A
block A C 3000
block C A 3000
block B C 20000
block C B 20000
cut A C
cut B C
write ann network
run 1000
expect B A network 5
stop ann
stop A
run 500
block A B 20000
block B A 20000
rollback A
run 2000
start A amy
run 5000
write amy network
run 1000
expect C A network 5
expect amy A network 5
aside B A network 5
aside C A network 5
# B and C meet again: each says how far it is, and what it holds at record 5 is not the same.
run 4000
trace C
run 30000
  27512 C > tick
  27512 C < send 4: ping
  27522 C > frame 4 pong
  29968 C > frame 4 want B/network no more
  29989 C > frame 4 receipts B holds A/network=4 A holds B/network=4 A holds C/network=3 B holds C/network=3
  29989 C < keep receipts #12: B holds A/network=4 A holds B/network=4 A holds C/network=3 B holds C/network=3
  29989 C > frame 4 fork A/network at 5
  29989 C < keep fork #13 of 552 bytes
  29991 C > durable t12 #12
  29993 C > A accepts C
  29993 C > A accepts D
  29993 C > A accepts B
  29993 C > durable t13 #13 A/network put aside from 5
  29993 C < send 3 after t13: fork A/network at 5
  29993 C < send 4 after t13: fork A/network at 5
  29993 C < send 4: want A/network no more
  30005 C > frame 3 fork A/network at 5
  30005 C > frame 3 want A/network no more
  30384 C > connected 5 academy B
  30384 C < send 5: hello of C, versions 1 to 1
  30389 C > frame 5 hello of B, versions 1 to 1
  30389 C < up 5 academy B
  30389 C < send 5 after t13: heads C/network=3 A/network=5 B/network=4 complete
  30389 C < send 5 after t13: fork A/network at 5
  30394 C > frame 5 heads B/network=4 A/network=5 C/network=3 complete
  30394 C < send 5 after t13: receipts A holds B/network=4
  30394 C < send 4: want B/network no more
  30394 C < send 5: want B/network after 4
  30394 C > frame 5 fork A/network at 5
  30399 C > frame 5 receipts A holds C/network=3
  30399 C < keep receipts #14: A holds C/network=3
  30399 C > frame 5 want C/network after 3
  30401 C > durable t14 #14
  30489 C > frame 4 receipts B holds A/network=5
  30489 C < keep receipts #15: B holds A/network=5
  30491 C > durable t15 #15 B holds A/network=5
  30491 C < send 3 after t15: receipts B holds A/network=5
  30491 C < send 4 after t15: receipts B holds A/network=5
  30894 C > tick
  30894 C < send 5 after t15: receipts A holds C/network=3 C holds A/network=5 C holds B/network=4
  30899 C > frame 5 receipts A holds B/network=4 B holds A/network=5 B holds C/network=3
  30899 C < keep receipts #16: A holds B/network=4 B holds A/network=5 B holds C/network=3
  30901 C > durable t16 #16
  45005 C > tick
  45005 C < send 3: ping
  45015 C > frame 3 pong
  45489 C > tick
  45489 C < send 4: ping
  45499 C > frame 4 pong
  45899 C > tick
  45899 C < send 5: ping
  45904 C > frame 5 ping
  45904 C < send 5: pong
  45909 C > frame 5 pong
trace
aside B A network 4
aside C A network 4
aside cat A network 4
# A hears of it, says so to its writers, and its clients put it aside as well.
aside A A network 4
aside amy A network 4
trace amy
write amy network
run 1000
  47500 amy > outbox
  47500 amy < pull 1 at most 64
  47500 amy > submit 1 8d050005 (kind 10 to network)
  47500 amy < send 1: submit 8d050005 (kind 10 to network)
  47512 amy > frame 1 outcomes 8d050005 refused (Two different records of this academy were signed under one number here. Nothing more can be written until that is resolved: tell your administrator.)
  47512 amy < outcomes 8d050005 refused (Two different records of this academy were signed under one number here. Nothing more can be written until that is resolved: tell your administrator.)
trace
# Who comes later gets what counts, and the proof with it.
trace D
start D
  48500 D > stream D/network=3
  48500 D < numbering may begin
  48500 D > D accepts A
  48500 D > D accepts B
  48500 D > peer A not to be dialled
  48500 D > peer B to be dialled
  48500 D < dial B
run 3000
  48510 D > connected 1 academy B, dialled
  48510 D < send 1: hello of D, versions 1 to 1
  48515 D > frame 1 hello of B, versions 1 to 1
  48515 D < up 1 academy B, dialled
  48515 D < send 1: heads D/network=3 complete
  48520 D > frame 1 heads B/network=4 A/network=5 complete
  48520 D < send 1: want B/network after 0
  48520 D < send 1: want A/network after 0
  48520 D > frame 1 fork A/network at 5
  48525 D > frame 1 want D/network after 0
  48525 D < read for 1: D/network after 0
  48526 D > read 1 D/network 1..3
  48526 D < send 1: batch D/network 1..3
  48531 D > frame 1 batch B/network 1..4
  48531 D < receive #1 B/network 1..4
  48531 D > frame 1 batch A/network 1..4
  48531 D < receive #2 A/network 1..4
  48531 D > frame 1 fork A/network at 5
  48531 D > frame 1 receipts A holds B/network=4 B holds A/network=5
  48531 D < keep receipts #3: A holds B/network=4 B holds A/network=5
  48533 D > B accepts A
  48533 D > B accepts C
  48533 D > B accepts D
  48533 D > durable t1 B/network 1..4 #1
  48533 D < send 1 after t1: receipts D holds B/network=4
  48535 D > durable t2 #3
  48537 D > A accepts B
  48537 D > A accepts C
  48537 D > A accepts D
  48537 D > durable t3 A/network 1..4 #2
  48537 D < keep fork #4 of 552 bytes
  48539 D > A accepts C
  48539 D > A accepts D
  48539 D > A accepts B
  48539 D > durable t4 #4 A/network put aside from 5
  48539 D < send 1 after t4: fork A/network at 5
  48539 D < send 1: want A/network no more
  48765 D > tick
  49031 D > frame 1 receipts B holds D/network=3
  49031 D < keep receipts #5: B holds D/network=3
  49033 D > tick
  49033 D < send 1 after t4: receipts D holds B/network=4 D holds A/network=4
  49033 D > durable t5 #5 B holds D/network=3
  49531 D > frame 1 receipts A holds D/network=3
  49531 D < keep receipts #6: A holds D/network=3
  49533 D > tick
  49533 D > durable t6 #6 A holds D/network=3
  49533 D < send 1 after t6: receipts A holds D/network=3
trace
aside D A network 4
