{
 "page": "academy/list",
 "root": {
  "academies": [
   {
    "academy": "hex:0202020202020202020202020202020202020202020202020202020202020202",
    "name": "Brightwell",
    "place": "Brightwell",
    "own": false,
    "has_context": true,
    "threads": 12
   },
   {
    "academy": "hex:0101010101010101010101010101010101010101010101010101010101010101",
    "name": "Larkfield Flow Academy",
    "own": true,
    "threads": 1,
    "place": null,
    "has_context": false
   }
  ]
 },
 "around": {
  "nav": {
   "academies": true
  }
 }
}
