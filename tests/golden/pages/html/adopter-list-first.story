{
 "page": "adopter/list",
 "root": {
  "about": {
   "may_visit": false,
   "may_write": false,
   "years_min": 3,
   "years_max": 4,
   "years_words": null,
   "our_academy": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
   "new_since": null
  },
  "drawing": [],
  "academies": [
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
  "next": [
   {
    "before_name": "Oakhaven <b>",
    "before_academy": "hex:a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3"
   }
  ]
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
