{
 "page": "room/five_vs_write",
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
    "date": "2026-03-05",
    "present": 9,
    "value": "Time at home.",
    "involve": null,
    "evidence": null,
    "visualisation": null,
    "vision": "Other",
    "author_name": "Amina Khalil",
    "written_ms": 1795422600000,
    "current": true
   }
  ]
 },
 "around": {
  "nav": {
   "rooms": true
  },
  "form": {
   "date": "2026-11-26",
   "value": "Time at home."
  }
 }
}
