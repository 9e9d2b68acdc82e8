{
 "page": "profile/edit",
 "root": {
  "card": {
   "name": "Amina Khalil"
  }
 },
 "around": {
  "nav": {
   "people": true
  },
  "form": {
   "name": "Amina Khalil",
   "pathway": "Frailty",
   "network_name": "true",
   "network_pathway": "true"
  }
 }
}
