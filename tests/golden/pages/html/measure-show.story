{
 "page": "measure/show",
 "root": {
  "measure": {
   "id": "hex:3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c",
   "title": "Home on the day",
   "academy_name": "Larkfield",
   "in_room": true,
   "audience": "in the Big Room Frailty",
   "room": "hex:14141414141414141414141414141414",
   "room_name": "Frailty Big Room",
   "last_date": "2026-11-20",
   "last_value": 35.5,
   "unit": "%",
   "point_count": 2,
   "definition": "People of 75 and more who go home on the day they came.",
   "numerator": "went home on the day",
   "denominator": "came",
   "role": "outcome",
   "direction": "increase",
   "target": 40,
   "frequency": "weekly",
   "held": 0,
   "saved_here": false
  },
  "points": [
   {
    "date": "2026-11-20",
    "value": 35.5,
    "numerator": null,
    "denominator": null,
    "note": "new rota",
    "saved_here": false,
    "history": []
   },
   {
    "date": "2026-11-13",
    "value": null,
    "denominator": null,
    "note": null,
    "saved_here": true,
    "history": [
     {
      "value": 30,
      "reason": null,
      "written_ms": 1795595400000
     },
     {
      "value": 31,
      "reason": "counted twice",
      "written_ms": 1795678200000
     }
    ]
   }
  ]
 },
 "around": {
  "nav": {
   "measures": true
  }
 }
}
