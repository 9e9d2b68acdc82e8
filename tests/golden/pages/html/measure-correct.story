{
 "page": "measure/correct",
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
  "point": [
   {
    "date": "2026-11-20",
    "value": 35.5
   }
  ]
 },
 "around": {
  "nav": {
   "measures": true
  },
  "form": {
   "date": "2026-11-20",
   "value": "35.5"
  }
 }
}
