{
 "page": "ask/new",
 "root": {
  "offer": {
   "academies": 6,
   "people": 40,
   "everybody": true,
   "about_name": null
  },
  "academies": [
   {
    "academy": "hex:0202020202020202020202020202020202020202020202020202020202020202",
    "name": "Brightwell",
    "chosen": false
   },
   {
    "academy": "hex:0303030303030303030303030303030303030303030303030303030303030303",
    "name": "Fennmoor",
    "chosen": false
   }
  ],
  "pathways": [],
  "topics": [],
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
  },
  "form": {
   "title": "Who chairs the hour when both coaches are on leave?",
   "tried": "In August nobody wanted to run it. We skipped two weeks and the scores fell from 8 to 6."
  }
 }
}
