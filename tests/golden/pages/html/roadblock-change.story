{
 "page": "roadblock/change",
 "root": {
  "roadblock": {
   "id": "hex:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
   "title": "Bed meeting",
   "based_on": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
  },
  "two": [],
  "sponsors": [
   {
    "member": "hex:a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6",
    "name": "Ruth Invented",
    "roles": "sponsor",
    "chosen": false
   }
  ]
 },
 "around": {
  "nav": {
   "rooms": true
  },
  "form": {
   "title": "Bed meeting"
  }
 }
}
