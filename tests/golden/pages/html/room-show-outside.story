{
 "page": "room/show",
 "root": {
  "room": {
   "id": "hex:14141414141414141414141414141414",
   "name": "Frailty Big Room",
   "pathway": "Frailty",
   "mine": false,
   "may_change": false,
   "versions": 1,
   "measure_count": 0,
   "clinical_coach": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
   "clinical_coach_name": "Amina Khalil",
   "flow_coach": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
   "flow_coach_name": "Tom Redfern",
   "_days": "Thursdays",
   "starts": "08:30",
   "place": "Room 4"
  },
  "about_it": [],
  "said_in_it": []
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
