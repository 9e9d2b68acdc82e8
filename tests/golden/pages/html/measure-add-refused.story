{
 "page": "measure/add",
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
  }
 },
 "around": {
  "nav": {
   "measures": true
  },
  "form": {
   "date": "31/11/2026",
   "value": "1,5",
   "note": "kept"
  },
  "errors": [
   {
    "field": "value",
    "text": "The value has a comma: write 1234.5, with no separators."
   }
  ],
  "error_value": "The value has a comma: write 1234.5, with no separators."
 }
}
