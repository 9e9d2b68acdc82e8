{
 "page": "academy/edit",
 "root": {
  "ours": {
   "name": "Larkfield"
  },
  "two": [
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
    "size": "620 beds on two sites. Nine Big Rooms.",
    "structure": "The medical director sponsors it.\nEach division has one lead.",
    "expects": "That a room keeps its hour for a year.",
    "newcomers": "Ring before you come: parking is hard.",
    "written_ms": 1792225800000,
    "saved_here": false,
    "current": true
   }
  ]
 },
 "around": {
  "nav": {
   "academies": true
  },
  "form": {
   "size": "620 beds"
  }
 }
}
