{
 "page": "room/aims",
 "root": {
  "room": {
   "id": "hex:14141414141414141414141414141414",
   "name": "Frailty Big Room",
   "mine": true,
   "may_change": true,
   "member_count": 3,
   "based_on": "14141414141414141414141414141414"
  },
  "aims": [
   {
    "id": "hex:81818181818181818181818181818181",
    "scope": "global",
    "global": true,
    "text": "Older people go home on the day.",
    "by_date": null,
    "measure": null,
    "measure_title": null,
    "versions": 1,
    "author_name": "Amina Khalil",
    "written_ms": 1795422600000
   },
   {
    "id": "hex:82828282828282828282828282828282",
    "scope": "global",
    "global": false,
    "text": "45% by March",
    "by_date": "2027-03-31",
    "measure": "hex:3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c",
    "measure_title": "Home on the day",
    "versions": 2,
    "author_name": "Amina Khalil",
    "written_ms": 1795422600000
   }
  ],
  "dropped": [],
  "measures": [
   {
    "id": "hex:3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c",
    "title": "Home on the day",
    "chosen": false
   }
  ]
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
