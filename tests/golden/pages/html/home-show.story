{
 "page": "home/show",
 "root": {
  "greeting": "Good morning",
  "room": {
   "id": "hex:14141414141414141414141414141414",
   "name": "Frailty Big Room",
   "slot": "Thursday 08:30",
   "place": "Education Centre room 4",
   "clinical_coach_name": "Amina Khalil",
   "flow_coach_name": "Tom Redfern"
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
  "waiting": [
   {
    "address": "/thread/02",
    "title": "Answer Fennmoor",
    "detail": "Who chairs when both coaches are on leave? Asked of us",
    "waiting_ms": 1795509000000
   },
   {
    "address": "/drafts",
    "title": "Finish your draft",
    "detail": "The huddle moved to 08:15"
   }
  ],
  "seen_ms": 1795077000000,
  "news": [
   {
    "address": "/thread/01",
    "title": "How do you get a senior review before 10?",
    "detail": "3 replies, and Stonebeck tried it: worked partly",
    "new_posts": 3
   },
   {
    "address": "/thread/01",
    "title": "The 15-minute 5Vs, and what it left out",
    "detail": "Oakhaven replied to you",
    "new_posts": 1
   },
   {
    "address": "/thread/01",
    "title": "What we stopped: the paper flow sheet",
    "detail": "Stonebeck began a thread that you may want to read",
    "new_posts": 0
   }
  ],
  "news_total": 11,
  "unanswered": [
   {
    "id": "hex:05050505050505050505050505050505",
    "title": "Has anyone run a Big Room with ambulance crews?",
    "academy_name": "Tidewater",
    "started_ms": 1795163400000
   },
   {
    "id": "hex:1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e",
    "title": "Which balancing measure goes with early discharge?",
    "academy_name": "Brightwell",
    "started_ms": 1795336200000
   },
   {
    "id": "hex:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f",
    "title": "How do you count a part-attended hour?",
    "academy_name": "Fennmoor",
    "started_ms": 1795595400000
   }
  ]
 },
 "around": {
  "nav": {
   "home": true
  }
 }
}
