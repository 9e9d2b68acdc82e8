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
   "audience": "network",
   "audience_network": true
  }
 }
}
