{
 "page": "shared/take_back",
 "root": {
  "copy": {
   "id": "hex:32323232323232323232323232323232",
   "what": "room",
   "is_room": true,
   "in_academy": false,
   "name": "Home first"
  }
 },
 "around": {}
}
