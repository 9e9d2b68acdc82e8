{
 "page": "room/change",
 "root": {
  "room": {
   "id": "hex:14141414141414141414141414141414",
   "name": "Frailty Big Room",
   "mine": true,
   "may_change": true,
   "member_count": 3,
   "based_on": "14141414141414141414141414141414"
  },
  "two": [
   {
    "name": "Frailty Big Room",
    "pathway": "Frailty",
    "purpose": "Home the same day.",
    "starts": "08:30",
    "_day": "Thursdays",
    "minutes": 60,
    "slot": null,
    "place": "Room 5",
    "author_name": "Amina Khalil",
    "written_ms": 1795595400000
   },
   {
    "name": "Frailty Big Room",
    "pathway": "Frailty",
    "purpose": "Home the same day.",
    "starts": "08:30",
    "_day": "Thursdays",
    "minutes": 60,
    "slot": null,
    "place": "Room 6",
    "author_name": "Tom Redfern",
    "written_ms": 1795595400000
   }
  ],
  "before": [
   {
    "name": "Frailty Big Room",
    "pathway": "Frailty",
    "purpose": "Home the same day.",
    "starts": null,
    "_day": "Thursdays",
    "minutes": 60,
    "slot": "Thursdays",
    "place": "Room 5",
    "author_name": "Amina Khalil",
    "written_ms": 1795595400000
   }
  ],
  "pathways": []
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
