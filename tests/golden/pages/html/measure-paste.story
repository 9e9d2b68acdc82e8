{
 "page": "measure/paste",
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
  "looked": {
   "good": 2,
   "bad": 1,
   "already": 1,
   "rows": [
    {
     "line": 1,
     "date": "2026-11-16",
     "value": "35",
     "numerator": null,
     "denominator": null,
     "note": "new rota"
    },
    {
     "line": 2,
     "column": "value",
     "why": "1,200 has a comma: write 1234.5, with no separators"
    },
    {
     "line": 3,
     "date": "2026-11-23",
     "value": null,
     "numerator": null,
     "denominator": null,
     "note": null
    }
   ]
  }
 },
 "around": {
  "nav": {
   "measures": true
  },
  "form": {
   "rows": "16/11/2026;35;new rota\n23/11/2026;1,200\n23/11/2026;"
  }
 }
}
