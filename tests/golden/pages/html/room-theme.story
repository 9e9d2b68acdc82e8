{
 "page": "room/theme",
 "root": {
  "theme": {
   "id": "hex:71717171717171717171717171717171",
   "room": "hex:14141414141414141414141414141414",
   "title": "Waiting",
   "based_on": "71717171717171717171717171717171"
  },
  "two": []
 },
 "around": {
  "nav": {
   "rooms": true
  },
  "form": {
   "title": "Waiting"
  }
 }
}
