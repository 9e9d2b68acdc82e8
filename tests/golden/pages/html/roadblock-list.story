{
 "page": "roadblock/list",
 "root": {
  "about": {
   "room": "hex:14141414141414141414141414141414",
   "room_name": "Frailty Big Room",
   "mine": true
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
   },
   {
    "id": "hex:bcbcbcbcbcbcbcbcbcbcbcbcbcbcbcbc",
    "room": "hex:14141414141414141414141414141414",
    "room_name": "Frailty Big Room",
    "title": "Bed meeting is at 08:30, too",
    "sponsor_name": "Ruth Invented",
    "committee": "Flow committee",
    "outcome": "needs_time",
    "_outcome": "Needs time",
    "answer": "In May.",
    "opened_ms": 1793606400000,
    "_age": "3 weeks ago",
    "versions": 2
   }
  ],
  "closed": [
   {
    "id": "hex:bdbdbdbdbdbdbdbdbdbdbdbdbdbdbdbd",
    "room": "hex:14141414141414141414141414141414",
    "room_name": "Frailty Big Room",
    "title": "Bed meeting is at 08:30, too",
    "sponsor_name": "Ruth Invented",
    "committee": "Flow committee",
    "outcome": null,
    "_outcome": "Moved",
    "answer": "It is at eight now.",
    "opened_ms": 1793606400000,
    "_age": "3 weeks ago",
    "versions": 1,
    "answered_ms": 1795422600000
   }
  ],
  "sponsors": [
   {
    "member": "hex:a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6",
    "name": "Ruth Invented",
    "roles": "sponsor",
    "chosen": false
   }
  ]
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
