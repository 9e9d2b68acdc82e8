{
 "page": "room/five_vs",
 "root": {
  "room": {
   "id": "hex:14141414141414141414141414141414",
   "name": "Frailty Big Room",
   "mine": true,
   "may_change": true,
   "member_count": 3,
   "based_on": "14141414141414141414141414141414"
  },
  "versions": [],
  "next": [],
  "beside": {
   "versions": 0
  }
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
