{
 "page": "thread/new",
 "root": {
  "form": {},
  "errors": [],
  "audiences": [
   {
    "value": "room:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "name": "The Frailty Big Room",
    "detail": "Its 14 members.",
    "is_room": true,
    "chosen": true
   },
   {
    "value": "academy",
    "name": "Our academy",
    "detail": "Everyone at Larkfield.",
    "is_academy": true,
    "chosen": false
   },
   {
    "value": "network",
    "name": "The network",
    "detail": "Everyone at six academies.",
    "is_network": true,
    "chosen": false
   }
  ]
 },
 "around": {
  "nav": {
   "questions": true
  }
 }
}
