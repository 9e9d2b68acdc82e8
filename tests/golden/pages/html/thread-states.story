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
   "depth": 0,
   "orphan": false,
   "accepted": false,
   "withdrawn": false,
   "hidden": false,
   "mine": false,
   "member": "hex:01010101010101010101010101010101",
   "title": "<script>alert(\"x\")</script> & \"quotes\"",
   "question": true,
   "resolved": false,
   "posts": 9,
   "academies": 4,
   "pathway": "Frailty",
   "about": false,
   "about_address": "/element/x",
   "about_title": "Daily board huddle",
   "followed": false,
   "is_network": true,
   "audience": "shared with the network",
   "topics": [
    {
     "topic": "board round"
    }
   ],
   "also": [
    {
     "id": "hex:07070707070707070707070707070707",
     "title": "The huddle moved to 08:15"
    },
    {
     "id": "hex:08080808080808080808080808080808",
     "title": "A huddle without a board"
    }
   ],
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
   ]
  },
  "accepted_post": null,
  "tried": [],
  "form": {
   "text": "Half written, 999 012 3454"
  },
  "errors": [
   {
    "field": "text",
    "text": "Take out what looks like an NHS number"
   }
  ],
  "error_text": "“999 012 3454” could be an NHS number. Say “a woman of 84” instead",
  "identifier_found": true,
  "replies": [
   {
    "id": "hex:09090909090909090909090909090909",
    "author_name": "Sian Evans",
    "academy_name": "Tidewater",
    "text": "",
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
    "member": "hex:09090909090909090909090909090909",
    "withdrawn_name": "Sian Evans",
    "withdrawn_ms": 1794645000000,
    "confirmed": 4,
    "confirmed_by": "Fennmoor, Larkfield, Oakhaven, Stonebeck",
    "unconfirmed_by": "Brightwell"
   },
   {
    "id": "hex:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
    "author_name": "Jo Bright",
    "academy_name": "Stonebeck",
    "text": "",
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
    "member": "hex:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
    "hidden_reason": "It names a ward’s patient.",
    "withdrawal_asked": true
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
    "member": "hex:0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"
   }
  ]
 },
 "around": {
  "nav": {
   "questions": true
  },
  "viewer": {
   "name": "Amina Khalil",
   "first_name": "Amina",
   "member": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
   "is_admin": false,
   "may_moderate": true,
   "is_steward": false
  },
  "copy": {
   "offline": true,
   "since_ms": 1795680600000,
   "waiting": 3
  }
 }
}
