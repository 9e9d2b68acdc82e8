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
    "slot": "Thursday 08:30",
    "place": "Education Centre room 4",
    "clinical_coach_name": "Amina Khalil",
    "flow_coach_name": "Tom Redfern"
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
  "answered": []
 },
 "around": {
  "nav": {
   "home": true
  }
 }
}
