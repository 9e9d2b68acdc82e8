{
 "page": "profile/edit",
 "root": {},
 "around": {
  "nav": {
   "people": true
  },
  "form": {
   "name": "",
   "pathway": "Frailty"
  },
  "errors": [
   {
    "field": "name",
    "text": "Say what you are called."
   }
  ],
  "error_name": "Say what you are called."
 }
}
