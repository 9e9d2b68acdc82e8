{
 "page": "person/show",
 "root": {
  "person": {
   "member": "hex:01010101010101010101010101010101",
   "name": "Siân Ŵyn Evans",
   "academy_name": "Tidewater",
   "pathway": "Frailty",
   "skills": "Run charts",
   "ask_me_about": "Moving the list, not the round",
   "own": true,
   "mine": true,
   "roles": [
    {
     "role": "coach",
     "role_name": "coach"
    }
   ],
   "rooms": [
    {
     "id": "hex:14141414141414141414141414141414",
     "name": "Frailty Big Room"
    }
   ],
   "profiles": [
    {
     "in_network": false,
     "name": "Siân Ŵyn Evans",
     "pathway": "Frailty"
    },
    {
     "in_network": true,
     "name": null,
     "pathway": null
    }
   ]
  },
  "about_them": []
 },
 "around": {
  "nav": {
   "people": true
  }
 }
}
