{
 "page": "room/aim",
 "root": {
  "aim": {
   "id": "hex:81818181818181818181818181818181",
   "room": "hex:14141414141414141414141414141414",
   "based_on": "81818181818181818181818181818181"
  },
  "two": [],
  "measures": []
 },
 "around": {
  "nav": {
   "rooms": true
  },
  "form": {
   "scope": "global",
   "scope_global": true,
   "text": "x"
  }
 }
}
