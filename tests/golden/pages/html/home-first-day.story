{
 "page": "home/show",
 "root": {
  "hello": {
   "name": "Ola Brandt",
   "in_a_room": false,
   "may_open": true
  },
  "rooms": [],
  "asked": [],
  "asked_back": [],
  "latest": [],
  "unanswered": [],
  "answered": [
   {
    "id": "hex:01010101010101010101010101010101",
    "title": "Who chairs in week one?",
    "academy_name": "Oakhaven",
    "question": true,
    "resolved": false,
    "posts": 0,
    "tried_at": 0,
    "last_ms": 1795595400000,
    "started_ms": 1795595400000,
    "academies": 4
   },
   {
    "id": "hex:02020202020202020202020202020202",
    "title": "How do we find a patient story?",
    "academy_name": "Tidewater",
    "question": true,
    "resolved": false,
    "posts": 0,
    "tried_at": 0,
    "last_ms": 1795509000000,
    "started_ms": 1795509000000,
    "academies": 3
   }
  ],
  "actions": [],
  "roadblocks": [],
  "voice": [],
  "read_first": [
   {
    "id": "hex:5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
    "name": "Renal Big Room",
    "academy_name": "Tidewater",
    "pathway": "Renal",
    "_stage": "Stage 7 of 8: PDSA"
   }
  ]
 },
 "around": {
  "nav": {
   "home": true
  },
  "our_name": "Fennmoor Flow Academy",
  "brand_css": "/assets/brand-light.css",
  "logo": null,
  "asked_of_us": 0,
  "viewer": {
   "name": "Ola Brandt",
   "member": "hex:b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1"
  },
  "copy": {
   "catching_up": true,
   "minutes_left": 6,
   "waiting": 0
  }
 }
}
