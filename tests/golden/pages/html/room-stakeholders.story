{
 "page": "room/stakeholders",
 "root": {
  "room": {
   "id": "hex:14141414141414141414141414141414",
   "name": "Frailty Big Room",
   "mine": true,
   "may_change": true,
   "member_count": 3,
   "based_on": "14141414141414141414141414141414"
  },
  "stakeholders": [
   {
    "id": "hex:60606060606060606060606060606060",
    "role": "GP",
    "name": null,
    "patient_partner": false,
    "expects": "to hear of changes before the letter",
    "versions": 1
   },
   {
    "id": "hex:61616161616161616161616161616161",
    "role": "daughter of a patient",
    "name": "Mei Invented",
    "patient_partner": true,
    "expects": null,
    "versions": 2
   }
  ],
  "gone": [
   {
    "id": "hex:62626262626262626262626262626262",
    "role": "pharmacist",
    "name": null,
    "patient_partner": false,
    "expects": null,
    "versions": 1
   }
  ],
  "members": [
   {
    "member": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
    "name": "Amina Khalil"
   }
  ]
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
