{
 "page": "ask/new",
 "root": {
  "form": {
   "title": "Who chairs the hour when both coaches are on leave?",
   "tried": "In August nobody wanted to run it. We skipped two weeks and the scores fell from 8 to 6."
  },
  "errors": [],
  "academies": [
   {
    "id": "hex:0202020202020202020202020202020202020202020202020202020202020202",
    "name": "Brightwell",
    "chosen": false
   },
   {
    "id": "hex:0303030303030303030303030303030303030303030303030303030303030303",
    "name": "Fennmoor",
    "chosen": false
   }
  ],
  "academies_total": 6,
  "close": [
   {
    "id": "hex:28282828282828282828282828282828",
    "title": "Can a participant chair in week one?",
    "resolved": true,
    "posts": 3
   },
   {
    "id": "hex:29292929292929292929292929292929",
    "title": "August: we missed the hour twice",
    "resolved": false,
    "posts": 5
   }
  ]
 },
 "around": {
  "nav": {
   "questions": true
  }
 }
}
