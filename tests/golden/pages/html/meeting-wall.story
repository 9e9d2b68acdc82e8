{
 "page": "meeting/wall",
 "root": {
  "meeting": {
   "id": "hex:71717171717171717171717171717171",
   "room": "hex:61616161616161616161616161616161",
   "room_name": "Frailty Big Room",
   "date": "2026-11-26",
   "day": "Thursday 26 November",
   "starts": "08:30",
   "minutes": 60,
   "place": "Education Centre room 4",
   "state": "running",
   "running": true,
   "planned": false,
   "over": false,
   "versions": 2,
   "items": 7,
   "item": 4,
   "item_ms": 1795681800000,
   "ends_ms": 1795682700000,
   "step": "data",
   "title": "What the data says",
   "item_minutes": 15,
   "is_welcome": false,
   "is_story": false,
   "is_actions": false,
   "is_score": false,
   "is_who": false,
   "next_item": 5,
   "back_item": 3,
   "due": "2026-12-03",
   "scores": 0,
   "scoring_open": false,
   "code": null,
   "agenda": [
    {
     "item": 1,
     "step": "welcome",
     "title": "Welcome and roles",
     "minutes": 5,
     "about": null,
     "minutes_taken": 6,
     "current": false,
     "done": true
    },
    {
     "item": 2,
     "step": "story",
     "title": "Patient story",
     "minutes": 5,
     "about": null,
     "minutes_taken": 6,
     "current": false,
     "done": true
    },
    {
     "item": 3,
     "step": "actions",
     "title": "Last week’s actions",
     "minutes": 10,
     "about": null,
     "minutes_taken": 11,
     "current": false,
     "done": true
    },
    {
     "item": 4,
     "step": "data",
     "title": "What the data says",
     "minutes": 15,
     "about": null,
     "minutes_taken": null,
     "current": true,
     "done": false
    },
    {
     "item": 5,
     "step": "test",
     "title": "PDSA 7: Three names on the board",
     "minutes": 15,
     "about": null,
     "minutes_taken": null,
     "current": false,
     "done": false
    },
    {
     "item": 6,
     "step": "who_does_what",
     "title": "Who does what",
     "minutes": 5,
     "about": null,
     "minutes_taken": null,
     "current": false,
     "done": false
    },
    {
     "item": 7,
     "step": "score",
     "title": "Score the hour",
     "minutes": 5,
     "about": null,
     "minutes_taken": null,
     "current": false,
     "done": false
    }
   ],
   "roles": [
    {
     "role": "chair",
     "words": "Chair",
     "_short": "Chair",
     "who": "Mei Invented",
     "member": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1"
    },
    {
     "role": "timekeeper",
     "words": "Timekeeper",
     "_short": "Time",
     "who": "Dev Invented",
     "member": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2"
    },
    {
     "role": "note_keeper",
     "words": "Note-keeper",
     "_short": "Notes",
     "who": null,
     "member": null
    },
    {
     "role": "facilitator",
     "words": "Facilitator",
     "_short": "Facilitator",
     "who": "Patient partner",
     "member": null
    }
   ],
   "story": []
  },
  "chart": [
   {
    "title": "Home on the day",
    "verdict": "Improvement",
    "reading": "the last seven points are above the mean.",
    "_variation_icon": "<svg class=\"spc-icon\"></svg>",
    "_wall": "<svg class=\"spc\"></svg>"
   }
  ],
  "subject": [],
  "pdsa": [],
  "open": [],
  "said": [
   {
    "what": "action",
    "id": "hex:73737373737373737373737373737373",
    "text": "Ring the community team <today>",
    "who": "Tom Invented",
    "due": "2026-12-03",
    "committee": null,
    "decision": false,
    "action": true,
    "note": false
   },
   {
    "what": "decision",
    "id": "hex:74747474747474747474747474747474",
    "text": "Bed meeting time",
    "who": null,
    "due": null,
    "committee": "flow committee",
    "decision": true,
    "action": false,
    "note": false
   }
  ],
  "people": [
   {
    "who": "ma1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
    "name": "Mei Invented",
    "chosen": false
   }
  ]
 }
}
