{
 "page": "measure/list",
 "root": {
  "measures": [
   {
    "id": "hex:3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c",
    "title": "Home on the day",
    "academy_name": "Larkfield",
    "audience": "in the Big Room Frailty",
    "last_date": "2026-11-20",
    "last_value": 35.5,
    "_unit": "%",
    "points": 12
   },
   {
    "id": "hex:3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e",
    "title": "Falls per 1,000 bed days",
    "academy_name": "Tidewater",
    "audience": "shared with the network",
    "last_date": null,
    "points": 0
   }
  ]
 },
 "around": {
  "nav": {
   "measures": true
  }
 }
}
