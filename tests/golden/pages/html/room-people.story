{
 "page": "room/people",
 "root": {
  "room": {
   "id": "hex:14141414141414141414141414141414",
   "name": "Frailty Big Room",
   "mine": true,
   "may_change": true,
   "member_count": 3,
   "based_on": "14141414141414141414141414141414"
  },
  "pairs": [
   {
    "clinical_coach": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
    "clinical_coach_name": "Amina Khalil",
    "flow_coach": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
    "flow_coach_name": "Tom Redfern",
    "from_date": "2026-02-05",
    "until_date": null,
    "current": true
   },
   {
    "clinical_coach": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
    "clinical_coach_name": "Amina Khalil",
    "flow_coach": "hex:a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3",
    "flow_coach_name": null,
    "from_date": "2025-02-06",
    "until_date": "2026-02-05",
    "current": false
   }
  ],
  "members": [
   {
    "member": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
    "name": "Amina Khalil",
    "coach": true
   },
   {
    "member": "hex:a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4",
    "name": "Mei Invented",
    "coach": false
   }
  ],
  "people": [
   {
    "member": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
    "name": "Amina Khalil",
    "clinical": true,
    "flow": false,
    "you": true
   }
  ],
  "others": [
   {
    "member": "hex:a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
    "name": "Dev Invented"
   }
  ]
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
