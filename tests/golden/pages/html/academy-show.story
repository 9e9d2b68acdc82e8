{
 "page": "academy/show",
 "root": {
  "academy": {
   "academy": "hex:0202020202020202020202020202020202020202020202020202020202020202",
   "name": "Tidewater Flow Academy",
   "place": "Tidewater",
   "about": null,
   "own": false,
   "may_edit": false,
   "has_context": true
  },
  "context": [
   {
    "id": "hex:46464646464646464646464646464646",
    "author_name": "Sian Evans",
    "size": "620 beds on two sites. Nine Big Rooms.",
    "structure": "The medical director sponsors it.\nEach division has one lead.",
    "expects": "That a room keeps its hour for a year.",
    "newcomers": "Ring before you come: parking is hard.",
    "written_ms": 1792225800000,
    "saved_here": false,
    "current": true
   }
  ],
  "history": [
   {
    "id": "hex:46464646464646464646464646464646",
    "author_name": "Sian Evans",
    "size": "620 beds on two sites. Nine Big Rooms.",
    "structure": "The medical director sponsors it.\nEach division has one lead.",
    "expects": "That a room keeps its hour for a year.",
    "newcomers": "Ring before you come: parking is hard.",
    "written_ms": 1792225800000,
    "saved_here": false,
    "current": true
   },
   {
    "id": "hex:46464646464646464646464646464646",
    "author_name": "Sian Evans",
    "size": "600 beds",
    "structure": "The medical director sponsors it.\nEach division has one lead.",
    "expects": "That a room keeps its hour for a year.",
    "newcomers": "Ring before you come: parking is hard.",
    "written_ms": 1792225800000,
    "saved_here": false,
    "current": false
   }
  ],
  "answers": [
   {
    "id": "hex:32323232323232323232323232323232",
    "title": "How many coaches did you start with?",
    "academy_name": "Fennmoor",
    "question": true,
    "resolved": false,
    "posts": 0,
    "tried_at": 0,
    "last_ms": 1791361800000,
    "started_ms": 1791361800000,
    "academies": 0,
    "excerpt": "Two pairs."
   }
  ],
  "asked": [],
  "people": [
   {
    "member": "hex:01010101010101010101010101010101",
    "name": "Sian Evans",
    "ask_me_about": "Moving the list"
   }
  ],
  "latest": [],
  "about_it": []
 },
 "around": {
  "nav": {
   "academies": true
  }
 }
}
