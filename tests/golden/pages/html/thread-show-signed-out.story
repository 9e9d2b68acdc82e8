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
   "depth": 0,
   "orphan": false,
   "accepted": false,
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
   "about": true,
   "about_address": "/element/x",
   "about_title": "Daily board huddle",
   "followed": true,
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
   ]
  },
  "accepted_post": null,
  "tried": [],
  "replies": [],
  "form": {},
  "errors": []
 },
 "around": {
  "viewer": null
 }
}
