{
 "page": "academy/list",
 "root": {
  "academies": [
   {
    "id": "hex:0202020202020202020202020202020202020202020202020202020202020202",
    "name": "Brightwell",
    "place": "Brightwell",
    "own": false,
    "context_ms": 1792225800000,
    "threads": 12
   },
   {
    "id": "hex:0101010101010101010101010101010101010101010101010101010101010101",
    "name": "Larkfield Flow Academy",
    "own": true,
    "threads": 1,
    "place": null,
    "context_ms": null
   }
  ]
 },
 "around": {
  "nav": {
   "academies": true
  }
 }
}
