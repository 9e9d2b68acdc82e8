{
 "page": "room/themes",
 "root": {
  "room": {
   "id": "hex:14141414141414141414141414141414",
   "name": "Frailty Big Room",
   "mine": true,
   "may_change": true,
   "member_count": 3,
   "based_on": "14141414141414141414141414141414"
  },
  "themes": [
   {
    "id": "hex:71717171717171717171717171717171",
    "title": "Waiting for a decision",
    "text": "Beds, vans, letters.",
    "versions": 1,
    "ideas": 2,
    "author_name": "Amina Khalil",
    "written_ms": 1795422600000
   }
  ],
  "dropped": [
   {
    "id": "hex:72727272727272727272727272727272",
    "title": "Paper"
   }
  ]
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
