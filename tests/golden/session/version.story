# Somebody who speaks only later versions is told why it ends.
academy A
academy B
peers A B
start A
run 100
trace A
stranger A B 2 3
   1100 A > connected 1 academy B
   1100 A < send 1: hello of A, versions 1 to 1
   1100 A > frame 1 hello of B, versions 2 to 3
   1100 A < send 1: bye unknown version (we speak protocol version 1, you speak 2 to 3: upgrade the older)
   1100 A < close 1 unknown version (we speak protocol version 1, you speak 2 to 3: upgrade the older)
run 100
