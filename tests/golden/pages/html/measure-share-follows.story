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
   "follows": true,
   "definition": "Of all who came.",
   "role": "outcome",
   "direction": "increase",
   "target": 38,
   "pathway": "Older people",
   "below": 0,
   "with_notes": true,
   "seen": 44,
   "shared": true,
   "_better": "higher"
  },
  "leaves": [],
  "rebases": [],
  "academies": [
   {
    "name": "Oakhaven"
   }
  ]
 },
 "around": {
  "nav": {
   "measures": true
  },
  "form": {
   "follows": "true",
   "follows_true": "true"
  }
 }
}
