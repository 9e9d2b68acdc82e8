{
 "page": "profile/edit",
 "root": {
  "card": {
   "name": "Amina Khalil",
   "pathway": "Frailty",
   "network_name": true
  }
 },
 "around": {
  "nav": {
   "people": true
  }
 }
}
