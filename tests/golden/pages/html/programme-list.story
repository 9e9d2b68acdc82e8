{
 "page": "programme/list",
 "root": {
  "programme": {
   "ours": true,
   "waiting": false,
   "all": false,
   "begun": true
  },
  "parts": [
   {
    "part": "training_day",
    "words": "The 18 days",
    "elements": [
     {
      "id": "hex:b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2",
      "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
      "own": false,
      "title": "Daily board huddle",
      "called": "Opening the room",
      "nature": "flexible",
      "fixed": true,
      "day": 5,
      "stage_number": null,
      "purpose": "Ten minutes, standing, at one board: everyone leaves knowing who could go home today and what stands in the way.",
      "number": 4,
      "our_decision": "adopted",
      "on_trial": false,
      "until": null,
      "our_number": 3,
      "waits": false,
      "saved_here": false
     }
    ]
   },
   {
    "part": "coaching_role",
    "words": "The roles",
    "elements": []
   },
   {
    "part": "weekly_hour",
    "words": "The weekly hour",
    "elements": [
     {
      "id": "hex:b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0",
      "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
      "own": false,
      "title": "Daily board huddle",
      "called": "Board round",
      "nature": "flexible",
      "fixed": false,
      "day": null,
      "stage_number": null,
      "purpose": "Ten minutes, standing, at one board: everyone leaves knowing who could go home today and what stands in the way.",
      "number": 4,
      "our_decision": "adopted",
      "on_trial": false,
      "until": null,
      "our_number": 3,
      "waits": true,
      "saved_here": false
     }
    ]
   }
  ],
  "waiting": [],
  "published": [],
  "proposals": [
   {
    "id": "hex:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
    "academy": "hex:a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3",
    "academy_name": "Stonebeck",
    "own": false,
    "title": "A screen will do",
    "for_us": true,
    "decide_from": null,
    "written_ms": 1795595400000,
    "element_title": "Opening the room"
   }
  ],
  "reviews": [
   {
    "id": "hex:e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0",
    "academy_name": "Oakhaven",
    "own": true,
    "date": "2026-10-06"
   }
  ]
 },
 "around": {
  "nav": {
   "programme": true
  },
  "viewer": {
   "name": "Rhys Lewis",
   "member": "hex:51515151515151515151515151515151",
   "is_lead": true,
   "may_open_rooms": true,
   "may_describe": true
  }
 }
}
