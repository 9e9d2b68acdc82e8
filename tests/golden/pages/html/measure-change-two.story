{
 "page": "measure/change",
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
   "_better": "higher"
  },
  "two": [
   {
    "title": "Home on the day",
    "author_name": "Tom Redfern",
    "written_ms": 1795595400000,
    "unit": "%",
    "reason": "days, not hours"
   },
   {
    "title": "Home the same day",
    "author_name": "Amina Khalil",
    "written_ms": 1795678200000,
    "unit": "%",
    "target": 38
   }
  ]
 },
 "around": {
  "nav": {
   "measures": true
  },
  "form": {
   "title": "Home on the day"
  }
 }
}
