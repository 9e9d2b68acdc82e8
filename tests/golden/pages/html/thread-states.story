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
   "conflict": true,
   "withdrawn": false,
   "hidden": false,
   "mine": false,
   "author": "hex:01010101010101010101010101010101",
   "title": "<script>alert(\"x\")</script> & \"quotes\"",
   "question": true,
   "resolved": false,
   "posts": 9,
   "academies": 4,
   "pathway": "Frailty",
   "about_kind": "room",
   "about": null,
   "about_name": "Frailty Big Room",
   "followed": false,
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
   "may_resolve": true,
   "may_moderate": true,
   "tried": null,
   "asked_name": null,
   "thread_texts": [
    {
     "current": true,
     "author_name": "Tom Redfern",
     "written_ms": 1795509000000,
     "text": "Ward 4 and ward 6",
     "title": null
    },
    {
     "current": true,
     "author_name": "Amina Khalil",
     "written_ms": 1795595400000,
     "text": "Ward 4 only, until March",
     "title": null
    }
   ],
   "hidden_because": [],
   "withdrawn_because": [],
   "asked_back": [
    {
     "post": "hex:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
     "author_name": "Jo Bright",
     "academy_name": "Stonebeck",
     "asker_name": "Larkfield",
     "reason": "It names a patient.",
     "asked_ms": 1795595400000,
     "of_us": false,
     "ours": true,
     "withdrawn": false
    }
   ],
   "confirmations": [
    {
     "post": "hex:09090909090909090909090909090909",
     "academy_name": "Brightwell",
     "confirmed": false
    },
    {
     "post": "hex:09090909090909090909090909090909",
     "academy_name": "Fennmoor",
     "confirmed": true
    }
   ]
  },
  "answers": [],
  "tried_count": {
   "academies": 2
  },
  "tried_here": [
   {
    "id": "hex:31313131313131313131313131313131",
    "post": "hex:01010101010101010101010101010101",
    "first_text": true,
    "academy_name": "Stonebeck",
    "author_name": "Jo Bright",
    "worked": true,
    "partly": false,
    "not_worked": false,
    "different": null,
    "written_ms": 1795422600000,
    "counts": true,
    "hidden": true,
    "withdrawn": false,
    "own": false,
    "mine": false,
    "tried_hidden_because": [
     {
      "reason": "It names a ward.",
      "author_name": "Dev Patel",
      "hidden_ms": 1795595400000,
      "text": "On <b>Elm</b> ward."
     }
    ],
    "tried_withdrawn_because": []
   },
   {
    "id": "hex:32323232323232323232323232323232",
    "post": "hex:01010101010101010101010101010101",
    "first_text": true,
    "academy_name": "Larkfield",
    "author_name": "Jo Bright",
    "worked": false,
    "partly": true,
    "not_worked": false,
    "different": "On weekdays.",
    "written_ms": 1795422600000,
    "counts": true,
    "hidden": false,
    "withdrawn": false,
    "own": true,
    "mine": true,
    "tried_hidden_because": [],
    "tried_withdrawn_because": []
   },
   {
    "id": "hex:33333333333333333333333333333333",
    "post": "hex:01010101010101010101010101010101",
    "first_text": true,
    "academy_name": "Tidewater",
    "author_name": null,
    "worked": false,
    "partly": false,
    "not_worked": false,
    "different": null,
    "written_ms": 1795422600000,
    "counts": false,
    "hidden": false,
    "withdrawn": true,
    "own": false,
    "mine": false,
    "tried_hidden_because": [],
    "tried_withdrawn_because": [
     {
      "academy_name": "Tidewater",
      "author_name": null,
      "by_academy": false,
      "reason": "Counted twice.",
      "written_ms": 1795595400000,
      "confirmed": 1,
      "unconfirmed": 2
     }
    ]
   }
  ],
  "also": [],
  "replies": [
   {
    "id": "hex:09090909090909090909090909090909",
    "author_name": "Sian Evans",
    "academy_name": "Tidewater",
    "text": null,
    "written_ms": 1795422600000,
    "saved_here": false,
    "held": 5,
    "edits": 0,
    "conflict": false,
    "depth": 0,
    "orphan": false,
    "accepted": false,
    "withdrawn": true,
    "hidden": false,
    "mine": false,
    "author": "hex:09090909090909090909090909090909",
    "reply_withdrawn_because": [
     {
      "academy_name": "Tidewater",
      "author_name": "Sian Evans",
      "by_academy": false,
      "reason": "A name was in it.",
      "written_ms": 1794645000000,
      "confirmed": 4,
      "unconfirmed": 1
     }
    ]
   },
   {
    "id": "hex:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
    "author_name": "Jo Bright",
    "academy_name": "Stonebeck",
    "text": null,
    "written_ms": 1795509000000,
    "saved_here": false,
    "held": 5,
    "edits": 0,
    "conflict": false,
    "depth": 0,
    "orphan": false,
    "accepted": false,
    "withdrawn": false,
    "hidden": true,
    "mine": false,
    "author": "hex:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
    "reply_hidden_because": [
     {
      "reason": "It names a ward’s patient.",
      "author_name": "Dev Patel",
      "hidden_ms": 1795595400000,
      "text": "Mrs X of ward 4"
     }
    ]
   },
   {
    "id": "hex:0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
    "author_name": "Amina Khalil",
    "academy_name": "Larkfield",
    "text": "Saved on a train.",
    "written_ms": 1795678200000,
    "saved_here": true,
    "held": 0,
    "edits": 0,
    "conflict": false,
    "depth": 0,
    "orphan": true,
    "accepted": false,
    "withdrawn": false,
    "hidden": false,
    "mine": true,
    "author": "hex:0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"
   }
  ]
 },
 "around": {
  "nav": {
   "questions": true
  },
  "copy": {
   "offline": true,
   "since_ms": 1795680600000,
   "waiting": 3
  },
  "form": {
   "text": "Half written, 999 012 3454"
  },
  "errors": [
   {
    "field": "text",
    "text": "The text holds what looks like an NHS number (it ends in 3454). Take it out."
   }
  ],
  "error_text": "The text holds what looks like an NHS number (it ends in 3454). Take it out.",
  "viewer": {
   "name": "Amina Khalil",
   "member": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
   "is_admin": false,
   "may_moderate": true,
   "is_steward": true
  }
 }
}
