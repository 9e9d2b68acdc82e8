{
 "page": "measure/compare",
 "root": {
  "asked": {
   "title": "Home on the day"
  },
  "measures": [
   {
    "id": "hex:3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c",
    "academy_name": "Larkfield",
    "last_date": "2026-11-20",
    "last_value": 35.5,
    "_unit": "%",
    "points": 30,
    "definition": "Of all who came.",
    "_chart": null
   },
   {
    "id": "hex:3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d",
    "academy_name": "Tidewater",
    "last_date": null,
    "last_value": null,
    "_unit": "%",
    "points": 0,
    "definition": null,
    "_chart": null
   }
  ]
 },
 "around": {
  "nav": {
   "measures": true
  }
 }
}
