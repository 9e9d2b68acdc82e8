{
 "page": "room/list",
 "root": {
  "rooms": [
   {
    "id": "hex:14141414141414141414141414141414",
    "name": "Frailty Big Room",
    "place": "Education Centre room 4",
    "clinical_coach_name": "Amina Khalil",
    "flow_coach_name": "Tom Redfern",
    "pathway": "Frailty",
    "purpose": "Older people go home as soon as they are well.",
    "clinical_coach": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
    "flow_coach": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
    "_days": "Thursdays",
    "starts": "08:30"
   },
   {
    "id": "hex:15151515151515151515151515151515",
    "name": "Stroke Big Room",
    "pathway": "Stroke",
    "slot": null,
    "place": null,
    "clinical_coach": null
   }
  ],
  "rights": {
   "may_open": true
  }
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
