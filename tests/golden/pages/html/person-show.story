{
 "page": "person/show",
 "root": {
  "person": {
   "member": "hex:01010101010101010101010101010101",
   "name": "Siân Ŵyn Evans",
   "roles": "coach",
   "academy_name": "Tidewater",
   "pathway": "Frailty",
   "skills": "Run charts",
   "ask_me_about": "Moving the list, not the round",
   "is_network": true,
   "mine": true
  },
  "threads": [
   {
    "id": "hex:01010101010101010101010101010101",
    "title": "A huddle without a board",
    "question": false,
    "started_ms": 1795595400000
   }
  ]
 },
 "around": {
  "nav": {
   "people": true
  }
 }
}
