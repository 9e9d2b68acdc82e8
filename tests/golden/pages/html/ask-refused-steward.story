{
 "page": "ask/new",
 "root": {
  "offer": {
   "academies": 6,
   "people": 40,
   "everybody": true,
   "about_name": null
  },
  "academies": []
 },
 "around": {
  "nav": {
   "questions": true
  },
  "form": {
   "title": "<b>\"&",
   "tried": "999 012 3454"
  },
  "errors": [
   {
    "field": "tried",
    "text": "The text holds what looks like an NHS number (it ends in 3454). Take it out, so that no patient can be recognised; if it is something else, a data steward can let it pass."
   }
  ],
  "error_tried": "The text holds what looks like an NHS number (it ends in 3454). Take it out, so that no patient can be recognised; if it is something else, a data steward can let it pass.",
  "identifier_found": true,
  "viewer": {
   "name": "Amina Khalil",
   "member": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
   "is_admin": false,
   "may_moderate": false,
   "is_steward": true
  }
 }
}
