{
 "page": "profile/edit",
 "root": {
  "form": {
   "name": "Amina Khalil",
   "pathway": "Frailty"
  },
  "errors": [],
  "network_chosen": true
 },
 "around": {
  "nav": {
   "people": true
  }
 }
}
