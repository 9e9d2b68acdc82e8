{
 "page": "home/show",
 "root": {
  "since": [],
  "drafts": [
   {
    "address": "/thread/02#reply",
    "saved_ms": 1795674600000
   }
  ],
  "hello": {
   "name": "Amina Khalil",
   "in_a_room": true,
   "since_ms": 1795077000000,
   "since_count": 11
  },
  "rooms": [
   {
    "id": "hex:14141414141414141414141414141414",
    "name": "Frailty Big Room",
    "coach": true,
    "other_coach_name": "Tom Redfern",
    "first": true,
    "date": "2026-12-03",
    "starts": "08:30",
    "ends": "09:30",
    "place": "Education Centre room 4",
    "_day_ms": 1796299200000,
    "days": 6,
    "day": "Thursday",
    "meeting": "hex:4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d",
    "running": true,
    "today": true,
    "tomorrow": false,
    "missed": null,
    "missed_on": "2026-11-19",
    "open_actions": 4,
    "due_actions": 2,
    "to_study": [
     {
      "id": "hex:7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a",
      "number": 7
     }
    ]
   },
   {
    "id": "hex:15151515151515151515151515151515",
    "name": "Stroke Big Room",
    "coach": false,
    "other_coach_name": "Tom Redfern",
    "first": false,
    "date": "2026-12-03",
    "starts": "08:30",
    "ends": "09:30",
    "place": "Education Centre room 4",
    "_day_ms": 1796299200000,
    "days": 6,
    "day": "Thursday",
    "meeting": null,
    "running": false,
    "today": false,
    "tomorrow": false,
    "missed": "hex:4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e",
    "missed_on": "2026-11-19",
    "open_actions": 4,
    "due_actions": 2,
    "to_study": [
     {
      "id": "hex:7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a",
      "number": 7
     }
    ]
   },
   {
    "id": "hex:16161616161616161616161616161616",
    "name": "Renal Big Room",
    "coach": true,
    "other_coach_name": "Tom Redfern",
    "first": false,
    "date": null,
    "starts": "08:30",
    "ends": "09:30",
    "place": "Education Centre room 4",
    "_day_ms": 1796299200000,
    "days": 6,
    "day": "Thursday",
    "meeting": null,
    "running": false,
    "today": false,
    "tomorrow": false,
    "missed": "hex:4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e",
    "missed_on": "2026-11-19",
    "open_actions": 4,
    "due_actions": 2,
    "to_study": [
     {
      "id": "hex:7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a",
      "number": 7
     }
    ],
    "slot": null
   }
  ],
  "asked": [],
  "asked_back": [
   {
    "thread": "hex:01010101010101010101010101010101",
    "post": "hex:02020202020202020202020202020202",
    "asker_name": "Stonebeck",
    "title": "A huddle without a board",
    "asked_ms": 1795595400000,
    "reason": "It names a patient."
   }
  ],
  "latest": [],
  "unanswered": [],
  "answered": [],
  "actions": [],
  "roadblocks": [],
  "voice": []
 },
 "around": {
  "nav": {
   "home": true
  }
 }
}
