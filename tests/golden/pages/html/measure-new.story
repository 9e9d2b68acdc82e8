{
 "page": "measure/new",
 "root": {
  "offer": {
   "academy_name": "Larkfield"
  },
  "rooms": [
   {
    "id": "hex:14141414141414141414141414141414",
    "name": "Frailty",
    "members": 9,
    "chosen": true
   }
  ]
 },
 "around": {
  "nav": {
   "measures": true
  },
  "form": {
   "room": "14141414141414141414141414141414"
  }
 }
}
