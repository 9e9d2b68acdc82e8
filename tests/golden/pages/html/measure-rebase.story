{
 "page": "measure/rebase",
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
   "follows": true
  },
  "rebases": [
   {
    "date": "2026-07-06",
    "reason": "a therapist from 08:00",
    "author_name": "Tom Redfern",
    "written_ms": 1795595400000
   }
  ]
 },
 "around": {
  "nav": {
   "measures": true
  }
 }
}
