{
 "page": "roadblock/list",
 "root": {
  "about": {
   "room": null,
   "room_name": null,
   "mine": false
  },
  "open": [
   {
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
    "versions": 1
   }
  ],
  "closed": [],
  "sponsors": []
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
