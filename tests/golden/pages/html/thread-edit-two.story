{
 "page": "thread/edit",
 "root": {
  "thread": {
   "id": "hex:01010101010101010101010101010101",
   "title": "How do you get a senior review before 10 in the morning?",
   "in_network": true,
   "in_academy": false,
   "in_room": false,
   "post": "hex:03030303030303030303030303030303",
   "first": false
  },
  "two": [
   {
    "author_name": "Tom Redfern",
    "written_ms": 1795678200000,
    "text": "Ward 4 and ward 6",
    "title": null
   },
   {
    "author_name": "Tom Redfern",
    "written_ms": 1795674600000,
    "text": "Ward 4 only",
    "title": null
   }
  ]
 },
 "around": {
  "nav": {
   "questions": true
  },
  "form": {
   "text": "Ward 4 and ward 6"
  },
  "draft_ms": 1795678200000
 }
}
