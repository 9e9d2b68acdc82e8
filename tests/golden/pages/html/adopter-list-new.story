{
 "page": "adopter/list",
 "root": {
  "about": {
   "may_visit": true,
   "may_write": true,
   "years_min": 3,
   "years_max": 4,
   "years_words": "3 to 4 years",
   "our_academy": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
   "new_since": "2026-11-12"
  },
  "drawing": [],
  "academies": [
   {
    "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
    "name": "Larkfield",
    "own": false,
    "step": "own_rooms",
    "step_words": "Own Big Rooms",
    "since": "2026-03-05",
    "months": 9,
    "months_words": "9 months",
    "others_least": 7,
    "others_most": 14,
    "others_words": "7 to 14 months",
    "steps": [
     {
      "step": "exploring",
      "step_words": "Exploring",
      "since": "2025-05-01",
      "until": "2026-03-05",
      "months": 10,
      "last": false,
      "since_words": "May 2025"
     },
     {
      "step": "own_rooms",
      "step_words": "Own Big Rooms",
      "since": "2026-03-05",
      "until": null,
      "months": 9,
      "last": true,
      "since_words": "March 2026"
     }
    ],
    "news": [
     {
      "what": "step",
      "step": true,
      "count": false,
      "visit": false,
      "day": false,
      "id": null,
      "words": "Own Big Rooms",
      "date": "2026-03-05",
      "with_name": null,
      "written_ms": 1795600000000
     },
     {
      "what": "count",
      "step": false,
      "count": true,
      "visit": false,
      "day": false,
      "id": null,
      "words": "8 coaches, 1 room",
      "date": "2026-11-20",
      "with_name": null,
      "written_ms": 1795600000000
     },
     {
      "what": "visit",
      "step": false,
      "count": false,
      "visit": true,
      "day": false,
      "id": "hex:c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1",
      "words": "A first look",
      "date": "2026-11-18",
      "with_name": "Harbour",
      "written_ms": 1795600000000
     },
     {
      "what": "day",
      "step": false,
      "count": false,
      "visit": false,
      "day": true,
      "id": "hex:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
      "words": "day 5, Themes",
      "date": "2026-11-19",
      "with_name": "Cohort 2",
      "written_ms": 1795600000000
     }
    ],
    "visits": [
     {
      "id": "hex:c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2",
      "date": "2026-12-10",
      "occasion": "Day 6",
      "planned": true
     }
    ],
    "progress": [
     {
      "questions": 1,
      "rooms": 2,
      "special": 1,
      "quiet": 0
     }
    ]
   },
   {
    "academy": "hex:a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3",
    "name": "Oakhaven <b>",
    "own": false,
    "step": "exploring",
    "step_words": "Exploring",
    "since": "2026-11-02",
    "months": 0,
    "months_words": "less than a month",
    "others_least": null,
    "others_most": null,
    "others_words": null,
    "steps": [
     {
      "step": "exploring",
      "step_words": "Exploring",
      "since": "2026-11-02",
      "until": null,
      "months": 0,
      "last": true,
      "since_words": "November 2026"
     }
    ],
    "news": [],
    "visits": [],
    "progress": []
   }
  ],
  "next": []
 },
 "around": {
  "viewer": {
   "name": "Rhys Lewis",
   "member": "hex:51515151515151515151515151515151",
   "is_lead": true,
   "may_open_rooms": true,
   "may_describe": true
  },
  "nav": {
   "academies": true
  }
 }
}
