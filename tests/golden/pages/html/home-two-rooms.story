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
    "slot": "Thursday 08:30",
    "place": "Education Centre room 4",
    "clinical_coach_name": "Amina Khalil",
    "flow_coach_name": "Tom Redfern"
   },
   {
    "id": "hex:15151515151515151515151515151515",
    "name": "Stroke Big Room",
    "slot": null,
    "place": null,
    "clinical_coach_name": "Amina Khalil",
    "flow_coach_name": "Tom Redfern"
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
  "answered": []
 },
 "around": {
  "nav": {
   "home": true
  }
 }
}
