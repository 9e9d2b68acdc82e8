{
 "page": "thread/new",
 "root": {
  "offer": {
   "academies": 6,
   "people": 40,
   "everybody": true,
   "about_name": "Frailty Big Room"
  },
  "rooms": [
   {
    "id": "hex:14141414141414141414141414141414",
    "name": "Frailty Big Room",
    "members": 14,
    "chosen": false
   }
  ]
 },
 "around": {
  "nav": {
   "questions": true
  },
  "form": {
   "about_kind": "room",
   "about": "14141414141414141414141414141414"
  }
 }
}
