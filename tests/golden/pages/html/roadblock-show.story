{
 "page": "roadblock/show",
 "root": {
  "roadblock": {
   "id": "hex:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
   "room": "hex:14141414141414141414141414141414",
   "room_name": "Frailty Big Room",
   "title": "Bed meeting is at 08:30, too",
   "sponsor_name": "Ruth Invented",
   "committee": "Flow committee",
   "outcome": null,
   "_outcome": null,
   "answer": null,
   "opened_ms": 1793606400000,
   "_age": "3 weeks ago",
   "versions": 1,
   "text": "Both need the same people.",
   "author_name": "Amina Khalil",
   "mine": true,
   "may_answer": true
  },
  "answers": [
   {
    "_outcome": "Moved",
    "text": "It is at eight now.",
    "current": true,
    "author_name": "Ruth Invented",
    "written_ms": 1795422600000
   },
   {
    "_outcome": "Needs time",
    "text": "In May.",
    "current": false,
    "author_name": null,
    "written_ms": 1795077000000
   }
  ]
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
