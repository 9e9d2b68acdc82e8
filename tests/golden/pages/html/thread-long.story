{
 "page": "thread/show",
 "root": {
  "thread": {
   "id": "hex:01010101010101010101010101010101",
   "author_name": "Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-",
   "academy_name": "Academi Gwella Llif Dyffryn Ŵyr a’r Fro",
   "text": "Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-\n\n- Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-",
   "written_ms": 1794213000000,
   "saved_here": false,
   "held": 5,
   "edits": 0,
   "conflict": false,
   "withdrawn": false,
   "hidden": false,
   "mine": false,
   "author": "hex:01010101010101010101010101010101",
   "title": "Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-",
   "question": true,
   "resolved": true,
   "posts": 9,
   "academies": 4,
   "pathway": "Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-",
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
     "topic": "Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷ"
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
  "answers": [
   {
    "id": "hex:03030303030303030303030303030303",
    "author_name": "Sian Evans",
    "academy_name": "Tidewater",
    "text": "Do not move the round. Move the list. The night nurse marks three people who could go home, on the board, before 07:30. The consultant sees those three first, standing, ten minutes. Then the round is as it always was.\n\nIt cost us one argument about who may mark the board. We settled it in the Big Room: any registered nurse.",
    "written_ms": 1794299400000,
    "saved_here": false,
    "held": 5,
    "edits": 0,
    "conflict": false,
    "depth": 0,
    "orphan": false,
    "accepted": true,
    "withdrawn": false,
    "hidden": false,
    "mine": false,
    "author": "hex:03030303030303030303030303030303",
    "resolved_ms": 1794472200000,
    "resolved_by_name": "Tom Redfern"
   }
  ],
  "tried_count": {
   "academies": 3
  },
  "tried_here": [
   {
    "post": "hex:03030303030303030303030303030303",
    "first_text": false,
    "academy_name": "Stonebeck",
    "worked": false,
    "partly": true,
    "not_worked": false,
    "different": "Worked on weekdays. At weekends the consultant covers two sites.",
    "counts": true
   },
   {
    "post": "hex:03030303030303030303030303030303",
    "first_text": false,
    "academy_name": "Tidewater",
    "worked": true,
    "partly": false,
    "not_worked": false,
    "different": "Moved the therapist’s start as well, not only the doctor’s.",
    "counts": true
   },
   {
    "post": "hex:03030303030303030303030303030303",
    "first_text": false,
    "academy_name": "Brightwell",
    "worked": false,
    "partly": false,
    "not_worked": true,
    "different": "Rota could not move before February; we stopped after three weeks.",
    "counts": true
   }
  ],
  "replies": [
   {
    "id": "hex:02020202020202020202020202020202",
    "author_name": "Jo Bright",
    "academy_name": "Stonebeck",
    "text": "We have the same.",
    "written_ms": 1794213000000,
    "saved_here": false,
    "held": 5,
    "edits": 0,
    "conflict": false,
    "depth": 0,
    "orphan": false,
    "accepted": false,
    "withdrawn": false,
    "hidden": false,
    "mine": false,
    "author": "hex:02020202020202020202020202020202"
   },
   {
    "id": "hex:03030303030303030303030303030303",
    "author_name": "Sian Evans",
    "academy_name": "Tidewater",
    "text": "Do not move the round. Move the list. The night nurse marks three people who could go home, on the board, before 07:30. The consultant sees those three first, standing, ten minutes. Then the round is as it always was.\n\nIt cost us one argument about who may mark the board. We settled it in the Big Room: any registered nurse.",
    "written_ms": 1794299400000,
    "saved_here": false,
    "held": 5,
    "edits": 0,
    "conflict": false,
    "depth": 0,
    "orphan": false,
    "accepted": true,
    "withdrawn": false,
    "hidden": false,
    "mine": false,
    "author": "hex:03030303030303030303030303030303",
    "quoted": []
   },
   {
    "id": "hex:04040404040404040404040404040404",
    "author_name": "Amina Khalil",
    "academy_name": "Larkfield",
    "text": "We will try the three names on Thursday and write down the prediction first: two of three home before noon.",
    "written_ms": 1795674600000,
    "saved_here": false,
    "held": 0,
    "edits": 0,
    "conflict": false,
    "depth": 1,
    "orphan": false,
    "accepted": false,
    "withdrawn": false,
    "hidden": false,
    "mine": true,
    "author": "hex:04040404040404040404040404040404",
    "quoted": [
     {
      "text": "Move the list.",
      "author_name": "Sian Evans",
      "academy_name": "Tidewater"
     }
    ]
   },
   {
    "id": "hex:05050505050505050505050505050505",
    "author_name": null,
    "academy_name": "Brightwell",
    "text": "And on Mondays?",
    "written_ms": 1795678200000,
    "saved_here": false,
    "held": 5,
    "edits": 2,
    "conflict": false,
    "depth": 2,
    "orphan": false,
    "accepted": false,
    "withdrawn": false,
    "hidden": false,
    "mine": false,
    "author": "hex:05050505050505050505050505050505",
    "new": true,
    "reply_texts": [
     {
      "current": false,
      "author_name": null,
      "written_ms": 1795674600000,
      "text": "And on Monday?"
     },
     {
      "current": true,
      "author_name": null,
      "written_ms": 1795678200000,
      "text": "And on Mondays?"
     }
    ]
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
  ]
 },
 "around": {
  "nav": {
   "questions": true
  },
  "our_name": "Academi Gwella Llif Dyffryn Ŵyr a’r Fro",
  "viewer": {
   "name": "Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-L",
   "member": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
   "is_admin": true,
   "may_moderate": false,
   "is_steward": false
  },
  "asked_of_us": 1234
 }
}
