{
 "page": "thread/history",
 "root": {
  "thread": {
   "id": "hex:01010101010101010101010101010101",
   "title": "How do you get a senior review before 10 in the morning?",
   "in_network": true,
   "in_academy": false,
   "in_room": false,
   "post": "hex:01010101010101010101010101010101"
  },
  "versions": [
   {
    "id": "hex:01010101010101010101010101010101",
    "current": true,
    "author_name": "Tom Redfern",
    "written_ms": 1795678200000,
    "text": "Ward 4 and ward 6",
    "title": null
   },
   {
    "id": "hex:02020202020202020202020202020202",
    "current": false,
    "author_name": "Tom Redfern",
    "written_ms": 1795674600000,
    "text": "Ward 4",
    "title": null
   }
  ]
 },
 "around": {
  "nav": {
   "questions": true
  }
 }
}
