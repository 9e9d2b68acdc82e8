{
 "page": "room/people",
 "root": {
  "room": {
   "id": "hex:14141414141414141414141414141414",
   "name": "Frailty Big Room",
   "mine": false,
   "may_change": false,
   "member_count": 3,
   "based_on": "14141414141414141414141414141414"
  },
  "pairs": [],
  "members": [],
  "people": [],
  "others": []
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
