{
 "page": "measure/undo",
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
  "saved": [
   {
    "date": "2026-11-20",
    "value": 35.5,
    "numerator": 11,
    "denominator": 31
   },
   {
    "date": "2026-11-27",
    "value": null,
    "numerator": null,
    "denominator": null
   }
  ]
 },
 "around": {
  "nav": {
   "measures": true
  },
  "query": {
   "after_ms": "1795678200000"
  }
 }
}
