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
  "versions": [
   {
    "date": "2026-03-05",
    "present": 9,
    "value": "Time at home.",
    "involve": null,
    "evidence": null,
    "visualisation": null,
    "vision": "Nobody waits\nfor a van.",
    "author_name": "Amina Khalil",
    "written_ms": 1795422600000,
    "current": true
   },
   {
    "date": "2025-03-06",
    "present": null,
    "value": "Time at home.",
    "involve": null,
    "evidence": null,
    "visualisation": null,
    "vision": "Nobody waits\nfor a van.",
    "author_name": "Amina Khalil",
    "written_ms": 1795422600000,
    "current": false
   }
  ],
  "next": [
   {
    "before_place": 5
   }
  ],
  "beside": {
   "versions": 1
  }
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
