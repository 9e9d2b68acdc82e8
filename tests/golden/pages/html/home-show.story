{
 "page": "home/show",
 "root": {
  "since": [
   {
    "id": "hex:01010101010101010101010101010101",
    "title": "How do you get a senior review before 10?",
    "academy_name": "Larkfield",
    "question": true,
    "resolved": true,
    "posts": 0,
    "tried_at": 0,
    "last_ms": 1795595400000,
    "started_ms": 1795595400000,
    "academies": 0,
    "new_thread": false,
    "new_posts": 3,
    "tried": [
     {
      "academy_name": "Stonebeck",
      "outcome": "partly"
     }
    ],
    "followed": true
   },
   {
    "id": "hex:02020202020202020202020202020202",
    "title": "The 15-minute 5Vs, and what it left out",
    "academy_name": "Oakhaven",
    "question": false,
    "resolved": false,
    "posts": 0,
    "tried_at": 0,
    "last_ms": 1795509000000,
    "started_ms": 1795509000000,
    "academies": 0,
    "new_thread": true,
    "new_posts": 0,
    "tried": []
   },
   {
    "id": "hex:03030303030303030303030303030303",
    "title": "What we stopped: the paper flow sheet",
    "academy_name": "Stonebeck",
    "question": false,
    "resolved": false,
    "posts": 0,
    "tried_at": 0,
    "last_ms": 1795422600000,
    "started_ms": 1795422600000,
    "academies": 0,
    "new_thread": false,
    "new_posts": 0,
    "tried": []
   }
  ],
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
   }
  ],
  "asked": [
   {
    "id": "hex:02020202020202020202020202020202",
    "title": "Who chairs when both coaches are on leave?",
    "academy_name": "Fennmoor",
    "question": true,
    "resolved": false,
    "posts": 0,
    "tried_at": 0,
    "last_ms": 1795509000000,
    "started_ms": 1795509000000,
    "academies": 0
   }
  ],
  "asked_back": [],
  "latest": [
   {
    "id": "hex:01010101010101010101010101010101",
    "title": "How do you get a senior review before 10?",
    "academy_name": "Larkfield",
    "question": true,
    "resolved": true,
    "posts": 3,
    "tried_at": 1,
    "last_ms": 1795595400000,
    "started_ms": 1795595400000,
    "academies": 0,
    "new_posts": 3
   },
   {
    "id": "hex:02020202020202020202020202020202",
    "title": "The 15-minute 5Vs, and what it left out",
    "academy_name": "Oakhaven",
    "question": false,
    "resolved": false,
    "posts": 4,
    "tried_at": 0,
    "last_ms": 1795509000000,
    "started_ms": 1795509000000,
    "academies": 0
   },
   {
    "id": "hex:03030303030303030303030303030303",
    "title": "What we stopped: the paper flow sheet",
    "academy_name": "Stonebeck",
    "question": false,
    "resolved": false,
    "posts": 14,
    "tried_at": 0,
    "last_ms": 1795422600000,
    "started_ms": 1795422600000,
    "academies": 0
   }
  ],
  "unanswered": [
   {
    "id": "hex:06060606060606060606060606060606",
    "title": "Has anyone run a Big Room with ambulance crews?",
    "academy_name": "Tidewater",
    "question": true,
    "resolved": false,
    "posts": 0,
    "tried_at": 0,
    "last_ms": 1795163400000,
    "started_ms": 1795163400000,
    "academies": 0
   },
   {
    "id": "hex:04040404040404040404040404040404",
    "title": "Which balancing measure goes with early discharge?",
    "academy_name": "Brightwell",
    "question": true,
    "resolved": false,
    "posts": 0,
    "tried_at": 0,
    "last_ms": 1795336200000,
    "started_ms": 1795336200000,
    "academies": 0
   },
   {
    "id": "hex:01010101010101010101010101010101",
    "title": "How do you count a part-attended hour?",
    "academy_name": "Fennmoor",
    "question": true,
    "resolved": false,
    "posts": 0,
    "tried_at": 0,
    "last_ms": 1795595400000,
    "started_ms": 1795595400000,
    "academies": 0
   }
  ],
  "answered": [],
  "actions": [
   {
    "id": "hex:acacacacacacacacacacacacacacacac",
    "text": "Ring the community team",
    "due": "2026-11-26",
    "late": false,
    "room_name": "Frailty Big Room"
   }
  ],
  "roadblocks": [
   {
    "id": "hex:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
    "title": "Ask bed meeting to move",
    "room_name": "Stroke Big Room",
    "opened_ms": 1793606400000,
    "_age": "3 weeks ago",
    "answered": false
   }
  ],
  "voice": [
   {
    "words": "I was ready at nine. Nobody told the van.",
    "room_name": "Frailty Big Room",
    "_day_ms": 1793880000000
   }
  ]
 },
 "around": {
  "nav": {
   "home": true
  }
 }
}
