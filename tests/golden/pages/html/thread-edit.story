{
 "page": "thread/edit",
 "root": {
  "thread": {
   "id": "hex:01010101010101010101010101010101",
   "title": "How do you get a senior review before 10 in the morning?",
   "in_network": true,
   "in_academy": false,
   "in_room": false,
   "post": "hex:01010101010101010101010101010101",
   "first": true
  },
  "two": []
 },
 "around": {
  "nav": {
   "questions": true
  },
  "form": {
   "title": "How do you get a senior review before 10 in the morning?",
   "text": "We start at 8 but the first decision about going home is made at 11. We have tried asking nicely. What did you change first, and what did it cost you?"
  }
 }
}
