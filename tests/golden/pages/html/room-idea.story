{
 "page": "room/idea",
 "root": {
  "idea": {
   "id": "hex:91919191919191919191919191919191",
   "room": "hex:14141414141414141414141414141414",
   "title": "A therapist",
   "based_on": "91919191919191919191919191919191"
  },
  "two": [],
  "themes": [],
  "academies": []
 },
 "around": {
  "nav": {
   "rooms": true
  },
  "form": {
   "title": "A therapist",
   "borrowed_from": "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
   "borrowed": "93939393939393939393939393939393"
  }
 }
}
