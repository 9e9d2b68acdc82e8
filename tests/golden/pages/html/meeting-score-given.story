{
 "page": "meeting/score",
 "root": {
  "code": "1a2b3c4d",
  "room_name": "Frailty Big Room",
  "day": "Thursday 26 November",
  "ticket": "",
  "given": true
 }
}
