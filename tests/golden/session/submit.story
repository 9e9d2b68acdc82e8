# The outcome is lost with the connection: the write is submitted again and is numbered once.
academy A
client ann A
start A ann
run 1000
trace ann A
write ann network
# Long enough to be durable, too short for the outcome to come back.
run 8
   2000 ann > outbox
   2000 ann < pull 1 at most 64
   2000 ann > submit 1 675e0001 (kind 10 to network)
   2000 ann < send 1: submit 675e0001 (kind 10 to network)
   2005 A > frame 1 submit 675e0001 (kind 10 to network)
   2005 A < write #1 by ann: 675e0001 (kind 10 to network)
   2007 A > written t1 A/network 2..2 #1 675e0001 is 1.2
   2007 A < send 1 after t1: batch A/network 2..2
   2007 A < send 1 after t1: outcomes 675e0001 is 1.2
cut ann A
run 3000
   2013 ann > disconnected 1 (the connection was reset)
   2013 ann < down 1 home, dialled
   2013 A > disconnected 1 (the connection was reset)
   2013 A < down 1 device of ann
   2171 ann > tick
   2171 ann < dial A
   2181 A > connected 2 device of ann
   2181 A < send 2: hello of A, versions 1 to 1
   2181 ann > connected 2 home, dialled
   2181 ann < send 2: hello of A, versions 1 to 1
   2186 ann > frame 2 hello of A, versions 1 to 1
   2186 ann < up 2 home, dialled
   2186 ann < pull 2 at most 64
   2186 A > frame 2 hello of A, versions 1 to 1
   2186 A < up 2 device of ann
   2186 A < send 2 after t1: heads A/network=2 A/academy=1 complete
   2186 ann > submit 2 675e0001 (kind 10 to network)
   2186 ann < send 2: submit 675e0001 (kind 10 to network)
   2191 ann > frame 2 heads A/network=2 A/academy=1 complete
   2191 ann < send 2: want A/network after 1
   2191 ann < send 2: want A/academy after 1
   2191 A > frame 2 submit 675e0001 (kind 10 to network)
   2191 A < write #2 by ann: 675e0001 (kind 10 to network)
   2193 A > written t2 #2 675e0001 is 1.2
   2193 A < send 2 after t2: outcomes 675e0001 is 1.2
   2196 A > frame 2 want A/network after 1
   2196 A < read for 2: A/network after 1
   2196 A > frame 2 want A/academy after 1
   2197 A > read 2 A/network 2..2
   2197 A < send 2 after t2: batch A/network 2..2
   2198 ann > frame 2 outcomes 675e0001 is 1.2
   2198 ann < outcomes 675e0001 is 1.2
   2202 ann > frame 2 batch A/network 2..2
   2202 ann < receive #3 A/network 2..2
   2204 ann > durable t3 A/network 2..2 #3
trace
settled
expect ann A network 2
# Offline writes wait and are handed in together.
crash A
write ann network 3
run 1000
start A
trace ann
run 40000
  10209 ann > dial failed A (nobody answers)
  10627 ann > tick
  10627 ann < dial A
  10637 ann > connected 3 home, dialled
  10637 ann < send 3: hello of A, versions 1 to 1
  10642 ann > frame 3 hello of A, versions 1 to 1
  10642 ann < up 3 home, dialled
  10642 ann < pull 3 at most 64
  10642 ann > submit 3 ce2e0001 (kind 10 to network) 24ac0001 (kind 10 to network) 1ff30001 (kind 10 to network)
  10642 ann < send 3: submit ce2e0001 (kind 10 to network) 24ac0001 (kind 10 to network) 1ff30001 (kind 10 to network)
  10647 ann > frame 3 heads A/network=2 A/academy=1 complete
  10647 ann < send 3: want A/network after 2
  10647 ann < send 3: want A/academy after 1
  10654 ann > frame 3 outcomes ce2e0001 is 1.3
  10654 ann < outcomes ce2e0001 is 1.3
  10656 ann > frame 3 outcomes 24ac0001 is 1.4 1ff30001 is 1.5
  10656 ann < outcomes 24ac0001 is 1.4 1ff30001 is 1.5
  10658 ann > frame 3 batch A/network 3..5
  10658 ann < receive #4 A/network 3..5
  10660 ann > durable t4 A/network 3..5 #4
  20637 ann > tick
  25657 ann > frame 3 ping
  25657 ann < send 3: pong
  25658 ann > tick
  40657 ann > tick
  40657 ann < send 3: ping
  40667 ann > frame 3 pong
trace
settled
expect ann A network 5
