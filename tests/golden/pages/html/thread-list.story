{
 "page": "thread/list",
 "root": {
  "counts": {
   "threads": 214,
   "asked": 2,
   "unanswered": 6
  },
  "filter": {
   "all": true,
   "asked": false,
   "unanswered": false,
   "narrowed": false,
   "older": false
  },
  "pathways": [
   {
    "pathway": "Frailty",
    "chosen": false
   },
   {
    "pathway": "Stroke",
    "chosen": false
   }
  ],
  "academies": [
   {
    "academy": "hex:0606060606060606060606060606060606060606060606060606060606060606",
    "name": "Tidewater",
    "chosen": false
   }
  ],
  "topic_choices": [
   {
    "topic": "board round",
    "chosen": false
   }
  ],
  "threads": [
   {
    "id": "hex:01010101010101010101010101010101",
    "title": "How do you get a senior review before 10 in the morning?",
    "excerpt": "We start at 8 but the first decision is made at 11. What did you change first?",
    "academy_name": "Larkfield",
    "last_ms": 1795681800000,
    "question": true,
    "resolved": true,
    "posts": 9,
    "new_posts": 3,
    "academies": 4,
    "tried_at": 3,
    "pathway": "Frailty",
    "asked_us": false,
    "saved_here": false,
    "conflict": false,
    "in_network": true,
    "audience": "shared with the network"
   },
   {
    "id": "hex:02020202020202020202020202020202",
    "title": "Who chairs when both coaches are on leave?",
    "excerpt": "Two weeks in August nobody wanted to run the hour, so we missed it.",
    "academy_name": "Fennmoor",
    "last_ms": 1795509000000,
    "question": true,
    "resolved": false,
    "posts": 1,
    "new_posts": 1,
    "academies": 1,
    "tried_at": 0,
    "pathway": "Coaching",
    "asked_us": true,
    "saved_here": false,
    "conflict": false,
    "in_network": true,
    "audience": "shared with the network"
   },
   {
    "id": "hex:03030303030303030303030303030303",
    "title": "What we stopped: the paper flow sheet",
    "excerpt": "It took nine minutes a patient and nobody read it afterwards. Here is what we learned.",
    "academy_name": "Stonebeck",
    "last_ms": 1795422600000,
    "question": false,
    "resolved": false,
    "posts": 14,
    "new_posts": 0,
    "academies": 5,
    "tried_at": 0,
    "pathway": "Stroke",
    "asked_us": false,
    "saved_here": false,
    "conflict": false,
    "in_network": true,
    "audience": "shared with the network"
   },
   {
    "id": "hex:04040404040404040404040404040404",
    "title": "Does the patient story have to be told live?",
    "excerpt": "Our first one was read from a card. People asked for the voice.",
    "academy_name": "Brightwell",
    "last_ms": 1795336200000,
    "question": true,
    "resolved": true,
    "posts": 6,
    "new_posts": 0,
    "academies": 3,
    "tried_at": 2,
    "pathway": "Big Room hour",
    "asked_us": false,
    "saved_here": false,
    "conflict": false,
    "in_network": true,
    "audience": "shared with the network"
   },
   {
    "id": "hex:05050505050505050505050505050505",
    "title": "Has anyone run a Big Room with ambulance crews?",
    "excerpt": "Half of our pathway happens before the door, and they work shifts.",
    "academy_name": "Tidewater",
    "last_ms": 1795163400000,
    "question": true,
    "resolved": false,
    "posts": 0,
    "new_posts": 0,
    "academies": 0,
    "tried_at": 0,
    "pathway": "Frailty",
    "asked_us": false,
    "saved_here": false,
    "conflict": false,
    "in_network": true,
    "audience": "shared with the network"
   },
   {
    "id": "hex:06060606060606060606060606060606",
    "title": "The 15-minute 5Vs, and what it left out",
    "excerpt": "We tried it in one go with nine people. The vision came out thin.",
    "academy_name": "Oakhaven",
    "last_ms": 1794904200000,
    "question": false,
    "resolved": false,
    "posts": 4,
    "new_posts": 0,
    "academies": 3,
    "tried_at": 0,
    "pathway": "5Vs",
    "asked_us": false,
    "saved_here": true,
    "conflict": false,
    "in_network": false,
    "audience": "in our academy",
    "in_academy": true
   }
  ],
  "next": [
   {
    "before_ms": 1794904200000,
    "before_id": "hex:06060606060606060606060606060606"
   }
  ]
 },
 "around": {
  "nav": {
   "questions": true
  },
  "query": {
   "topic": "5Vs & \"A3\""
  }
 }
}
