{
 "page": "room/stakeholder",
 "root": {
  "stakeholder": {
   "id": "hex:60606060606060606060606060606060",
   "room": "hex:14141414141414141414141414141414",
   "role": "GP",
   "based_on": "60606060606060606060606060606060"
  },
  "two": [
   {
    "role": "GP",
    "name": null,
    "patient_partner": false,
    "expects": "a",
    "left": false,
    "author_name": "Amina Khalil",
    "written_ms": 1795595400000
   },
   {
    "role": "GPs",
    "name": null,
    "patient_partner": true,
    "expects": "b",
    "left": true,
    "author_name": null,
    "written_ms": 1795595400000
   }
  ],
  "members": []
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
