{
 "page": "thread/show",
 "root": {
  "thread": {
   "id": "hex:01010101010101010101010101010101",
   "author_name": "Tom Redfern",
   "academy_name": "Larkfield",
   "text": "We start at 8 but the first decision about going home is made at 11. We have tried asking nicely. What did you change first, and what did it cost you?",
   "written_ms": 1794213000000,
   "saved_here": false,
   "held": 5,
   "edits": 0,
   "conflict": false,
   "withdrawn": false,
   "hidden": false,
   "mine": false,
   "member": "hex:01010101010101010101010101010101",
   "title": "How do you get a senior review before 10 in the morning?",
   "question": true,
   "resolved": true,
   "posts": 9,
   "academies": 4,
   "pathway": "Frailty",
   "about_kind": "room",
   "about": "hex:14141414141414141414141414141414",
   "about_name": "Frailty Big Room",
   "followed": true,
   "in_network": true,
   "audience": "shared with the network",
   "in_academy": false,
   "in_room": false,
   "reach_academies": 6,
   "topics": [
    {
     "topic": "board round"
    }
   ],
   "may_write": true,
   "may_resolve": false,
   "may_moderate": false,
   "tried": null,
   "asked_name": null,
   "thread_texts": [],
   "hidden_because": [],
   "withdrawn_because": [],
   "asked_back": [],
   "confirmations": []
  },
  "answers": [],
  "tried_count": {
   "academies": 3
  },
  "tried_here": [],
  "replies": [],
  "also": [],
  "acting": []
 },
 "around": {
  "nav": {
   "questions": true
  },
  "path": "/thread/01010101010101010101010101010101/tried",
  "form": {
   "act": "tried",
   "act_tried": true,
   "post": "03030303030303030303030303030303",
   "different": "A & B"
  },
  "errors": [
   {
    "field": "outcome",
    "text": "Say how it went."
   }
  ],
  "error_outcome": "Say how it went."
 }
}
