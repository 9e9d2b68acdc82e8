# B's disk is slow: A sends as much as it has credit for, waits, and goes on when B gives more.
academy A
academy B
peers A B
client ann A
start A ann
write ann network 120 50000
run 20000
expect A A network 122
dial A B
slow B 8000
trace A
start B
crash A
start A
  21000 A > stream A/network=122
  21000 A < numbering may begin
  21000 A > stream A/academy=1
  21000 A > A accepts B
  21000 A > member ann in 0 rooms
  21000 A > peer B to be dialled
  21000 A < dial B
run 3000
  21010 A > connected 2 academy B, dialled
  21010 A < send 2: hello of A, versions 1 to 1
  21015 A > frame 2 hello of B, versions 1 to 1
  21015 A < up 2 academy B, dialled
  21015 A < send 2: heads A/network=122 complete
  21020 A > frame 2 heads B/network=2 complete
  21020 A < send 2: want B/network after 0
  21025 A > frame 2 want A/network after 0
  21025 A < read for 2: A/network after 0
  21026 A > read 2 A/network 1..3
  21026 A < send 2: batch A/network 1..3
  21026 A < read for 2: A/network after 3
  21027 A > read 2 A/network 4..6
  21027 A < send 2: batch A/network 4..6
  21027 A < read for 2: A/network after 6
  21028 A > read 2 A/network 7..9
  21028 A < send 2: batch A/network 7..9
  21028 A < read for 2: A/network after 9
  21029 A > read 2 A/network 10..12
  21029 A < send 2: batch A/network 10..12
  21029 A < read for 2: A/network after 12
  21030 A > read 2 A/network 13..15
  21030 A < send 2: batch A/network 13..15
  21030 A < read for 2: A/network after 15
  21031 A > frame 2 batch B/network 1..2
  21031 A < receive #1 B/network 1..2
  21031 A > read 2 A/network 16..18
  21031 A < send 2: batch A/network 16..18
  21031 A < read for 2: A/network after 18
  21032 A > read 2 A/network 19..21
  21032 A < send 2: batch A/network 19..21
  21032 A < read for 2: A/network after 21
  21033 A > read 2 A/network 22..23
  21033 A < send 2: batch A/network 22..23
  21033 A < read for 2: A/network after 23
  21033 A > B accepts A
  21033 A > durable t1 B/network 1..2 #1
  21033 A < send 2 after t1: receipts A holds B/network=2
  21034 A > read 2 A/network 24..26
  21034 A < send 2 after t1: batch A/network 24..26
  21034 A < read for 2: A/network after 26
  21035 A > read 2 A/network 27..29
  21035 A < send 2 after t1: batch A/network 27..29
  21035 A < read for 2: A/network after 29
  21036 A > read 2 A/network 30..32
  21036 A < send 2 after t1: batch A/network 30..32
  21036 A < read for 2: A/network after 32
  21037 A > read 2 A/network 33..35
  21037 A < send 2 after t1: batch A/network 33..35
  21037 A < read for 2: A/network after 35
  21038 A > read 2 A/network 36..38
  21038 A < send 2 after t1: batch A/network 36..38
  21038 A < read for 2: A/network after 38
  21039 A > read 2 A/network 39..41
  21039 A < send 2 after t1: batch A/network 39..41
  21039 A < read for 2: A/network after 41
  21040 A > read 2 A/network 42..43
  21040 A < send 2 after t1: batch A/network 42..43
  21040 A < read for 2: A/network after 43
  21041 A > read 2 A/network 44..46
  21041 A < send 2 after t1: batch A/network 44..46
  21041 A < read for 2: A/network after 46
  21042 A > read 2 A/network 47..49
  21042 A < send 2 after t1: batch A/network 47..49
  21042 A < read for 2: A/network after 49
  21043 A > read 2 A/network 50..52
  21043 A < send 2 after t1: batch A/network 50..52
  21043 A < read for 2: A/network after 52
  21044 A > read 2 A/network 53..55
  21044 A < send 2 after t1: batch A/network 53..55
  21044 A < read for 2: A/network after 55
  21045 A > read 2 A/network 56..58
  21045 A < send 2 after t1: batch A/network 56..58
  21045 A < read for 2: A/network after 58
  21046 A > read 2 A/network 59..61
  21046 A < send 2 after t1: batch A/network 59..61
  21046 A < read for 2: A/network after 61
  21047 A > read 2 A/network 62..63
  21047 A < send 2 after t1: batch A/network 62..63
  21047 A < read for 2: A/network after 63
  21048 A > read 2 A/network 64..66
  21048 A < send 2 after t1: batch A/network 64..66
  21048 A < read for 2: A/network after 66
  21049 A > read 2 A/network 67..69
  21049 A < send 2 after t1: batch A/network 67..69
  21049 A < read for 2: A/network after 69
  21050 A > read 2 A/network 70..72
  21050 A < send 2 after t1: batch A/network 70..72
  21050 A < read for 2: A/network after 72
  21051 A > read 2 A/network 73..75
  21051 A < send 2 after t1: batch A/network 73..75
  21051 A < read for 2: A/network after 75
  21052 A > read 2 A/network 76..78
  21052 A < send 2 after t1: batch A/network 76..78
  21052 A < read for 2: A/network after 78
  21053 A > read 2 A/network 79..81
  21053 A < send 2 after t1: batch A/network 79..81
  21195 A > connected 3 device of ann
  21195 A < send 3: hello of A, versions 1 to 1
  21200 A > frame 3 hello of A, versions 1 to 1
  21200 A < up 3 device of ann
  21200 A < send 3 after t1: heads A/network=122 A/academy=1 B/network=2 complete
  21210 A > frame 3 want A/network after 122
  21210 A > frame 3 want A/academy after 1
  21210 A > frame 3 want B/network after 0
  21210 A < read for 3: B/network after 0
  21211 A > read 3 B/network 1..2
  21211 A < send 3 after t1: batch B/network 1..2
  21211 A < send 3 after t1: receipts A holds B/network=2
  23172 A > frame 2 receipts B holds A/network=3
  23172 A < keep receipts #2: B holds A/network=3
  23174 A > durable t2 #2 B holds A/network=3
  23174 A < send 3 after t2: receipts B holds A/network=3
run 10000
  25850 A > frame 2 credit 652371
  25850 A < read for 2: A/network after 81
  25850 A > frame 2 credit 551667
  25850 A > frame 2 credit 601756
  25850 A > frame 2 credit 551667
  25850 A > frame 2 credit 601756
  25850 A > frame 2 credit 551667
  25850 A > frame 2 receipts B holds A/network=81
  25850 A < keep receipts #3: B holds A/network=81
  25851 A > read 2 A/network 82..83
  25851 A < send 2 after t2: batch A/network 82..83
  25851 A < read for 2: A/network after 83
  25852 A > read 2 A/network 84..86
  25852 A < send 2 after t2: batch A/network 84..86
  25852 A < read for 2: A/network after 86
  25852 A > durable t3 #3 B holds A/network=81
  25852 A < send 3 after t3: receipts B holds A/network=81
  25853 A > read 2 A/network 87..89
  25853 A < send 2 after t3: batch A/network 87..89
  25853 A < read for 2: A/network after 89
  25854 A > read 2 A/network 90..92
  25854 A < send 2 after t3: batch A/network 90..92
  25854 A < read for 2: A/network after 92
  25855 A > read 2 A/network 93..95
  25855 A < send 2 after t3: batch A/network 93..95
  25855 A < read for 2: A/network after 95
  25856 A > read 2 A/network 96..98
  25856 A < send 2 after t3: batch A/network 96..98
  25856 A < read for 2: A/network after 98
  25857 A > read 2 A/network 99..101
  25857 A < send 2 after t3: batch A/network 99..101
  25857 A < read for 2: A/network after 101
  25858 A > read 2 A/network 102..103
  25858 A < send 2 after t3: batch A/network 102..103
  25858 A < read for 2: A/network after 103
  25859 A > read 2 A/network 104..106
  25859 A < send 2 after t3: batch A/network 104..106
  25859 A < read for 2: A/network after 106
  25860 A > read 2 A/network 107..109
  25860 A < send 2 after t3: batch A/network 107..109
  25860 A < read for 2: A/network after 109
  25861 A > read 2 A/network 110..112
  25861 A < send 2 after t3: batch A/network 110..112
  25861 A < read for 2: A/network after 112
  25862 A > read 2 A/network 113..115
  25862 A < send 2 after t3: batch A/network 113..115
  25862 A < read for 2: A/network after 115
  25863 A > read 2 A/network 116..118
  25863 A < send 2 after t3: batch A/network 116..118
  25863 A < read for 2: A/network after 118
  25864 A > read 2 A/network 119..121
  25864 A < send 2 after t3: batch A/network 119..121
  25864 A < read for 2: A/network after 121
  25865 A > read 2 A/network 122..122
  25865 A < send 2 after t3: batch A/network 122..122
  28797 A > frame 2 credit 551667
  28797 A > frame 2 receipts B holds A/network=83
  28797 A < keep receipts #4: B holds A/network=83
  28799 A > durable t4 #4 B holds A/network=83
  28799 A < send 3 after t4: receipts B holds A/network=83
  31010 A > tick
  31245 A > frame 2 credit 601756
  31245 A > frame 2 credit 551667
  31245 A > frame 2 credit 601756
  31245 A > frame 2 receipts B holds A/network=122
  31245 A < keep receipts #5: B holds A/network=122
  31247 A > durable t5 #5 B holds A/network=122
  31247 A < send 3 after t5: receipts B holds A/network=122
trace
run 10000
settled
expect B A network 122
