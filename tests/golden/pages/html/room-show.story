{
 "page": "room/show",
 "root": {
  "room": {
   "id": "hex:14141414141414141414141414141414",
   "name": "Frailty Big Room",
   "slot": "Thursday 08:30",
   "place": "Education Centre room 4",
   "clinical_coach_name": "Amina Khalil",
   "flow_coach_name": "Tom Redfern",
   "pathway": "Frailty",
   "purpose": "Older people go home as soon as they are well.",
   "clinical_coach": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
   "flow_coach": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
   "members": [
    {
     "member": "hex:01010101010101010101010101010101",
     "name": "Amina Khalil"
    },
    {
     "member": "hex:02020202020202020202020202020202",
     "name": null
    }
   ],
   "measures": [
    {
     "id": "hex:3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c",
     "title": "Home on the day",
     "last_date": "2026-11-20",
     "last_value": 35,
     "_unit": "%",
     "shared_as": "hex:3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d",
     "chart": [
      {
       "verdict": "Improvement",
       "reading": "The last seven points are above the mean, since 5 Oct 2026.",
       "variation": "improvement_high",
       "variation_words": "improvement, higher",
       "assurance": null,
       "last_words": "35%",
       "last_day": "16 Nov 2026",
       "_variation_icon": "<svg class=\"v\"></svg>",
       "_small": "<svg class=\"small\"></svg>"
      }
     ]
    }
   ]
  },
  "about_it": [],
  "said_in_it": [
   {
    "id": "hex:03030303030303030303030303030303",
    "title": "What we do in August",
    "academy_name": "Larkfield",
    "question": true,
    "resolved": false,
    "posts": 0,
    "tried_at": 0,
    "last_ms": 1795422600000,
    "started_ms": 1795422600000,
    "academies": 0,
    "author_name": "Tom Redfern"
   }
  ]
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
