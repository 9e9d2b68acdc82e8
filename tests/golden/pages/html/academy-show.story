{
 "page": "academy/show",
 "root": {
  "about": {
   "id": "hex:0202020202020202020202020202020202020202020202020202020202020202",
   "name": "Tidewater Flow Academy",
   "place": "Tidewater",
   "own": false,
   "context_ms": 1792225800000,
   "author_name": "Sian Evans",
   "size": "620 beds on two sites. Nine Big Rooms.",
   "structure": "The medical director sponsors it.\nEach division has one lead.",
   "expects": "That a room keeps its hour for a year.",
   "newcomers": "Ring before you come: parking is hard.",
   "conflict": false
  },
  "questions": [
   {
    "id": "hex:32323232323232323232323232323232",
    "title": "How many coaches did you start with?",
    "resolved": true,
    "started_ms": 1787905800000
   }
  ]
 },
 "around": {
  "nav": {
   "academies": true
  }
 }
}
