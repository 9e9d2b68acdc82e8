{
 "page": "thread/list",
 "root": {
  "all": {
   "threads": 214,
   "asked_of_us": 2,
   "unanswered": 6
  },
  "shown": {
   "newest": true
  },
  "narrow": {
   "pathways": [
    {
     "value": "Frailty",
     "name": "Frailty",
     "chosen": false
    },
    {
     "value": "Stroke",
     "name": "Stroke",
     "chosen": false
    }
   ],
   "academies": [
    {
     "value": "x",
     "name": "Tidewater",
     "chosen": false
    }
   ],
   "topics": []
  },
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
    "tried": 3,
    "pathway": "Frailty",
    "asked_of_us": false,
    "saved_here": false,
    "conflict": false,
    "is_network": true,
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
    "tried": 0,
    "pathway": "Coaching",
    "asked_of_us": true,
    "saved_here": false,
    "conflict": false,
    "is_network": true,
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
    "tried": 0,
    "pathway": "Stroke",
    "asked_of_us": false,
    "saved_here": false,
    "conflict": false,
    "is_network": true,
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
    "tried": 2,
    "pathway": "Big Room hour",
    "asked_of_us": false,
    "saved_here": false,
    "conflict": false,
    "is_network": true,
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
    "tried": 0,
    "pathway": "Frailty",
    "asked_of_us": false,
    "saved_here": false,
    "conflict": false,
    "is_network": true,
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
    "tried": 0,
    "pathway": "5Vs",
    "asked_of_us": false,
    "saved_here": true,
    "conflict": false,
    "is_network": false,
    "audience": "in our academy",
    "is_academy": true
   }
  ],
  "older": "/threads?before=6"
 },
 "around": {
  "nav": {
   "questions": true
  }
 }
}
