{
 "page": "measure/share",
 "root": {
  "measure": {
   "id": "hex:3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c",
   "title": "Home on the day",
   "unit": "%",
   "numerator": "went home",
   "denominator": "came",
   "frequency": "week",
   "last_date": "2026-11-20",
   "last_value": 35.5,
   "in_room": true,
   "follows": false,
   "definition": "Of all who came.",
   "role": "outcome",
   "direction": "increase",
   "target": 38,
   "pathway": "Older people",
   "below": 5,
   "with_notes": false,
   "seen": 44,
   "shared": false,
   "_better": "higher"
  },
  "leaves": [
   {
    "date": "2026-11-13",
    "value": null,
    "numerator": null,
    "denominator": null,
    "note": "fewer than 5",
    "fewer": true,
    "taken_back": false,
    "there": false
   },
   {
    "date": "2026-11-20",
    "value": 35.5,
    "numerator": 11,
    "denominator": 31,
    "note": null,
    "fewer": false,
    "taken_back": false,
    "there": true,
    "there_value": 34
   }
  ],
  "rebases": [
   {
    "date": "2026-07-06",
    "reason": "a therapist from 08:00"
   }
  ],
  "academies": [
   {
    "name": "Oakhaven"
   },
   {
    "name": "Tidewater"
   }
  ]
 },
 "around": {
  "nav": {
   "measures": true
  },
  "form": {
   "pathway": "Older people"
  }
 }
}
