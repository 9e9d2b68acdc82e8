{
 "page": "ask/new",
 "root": {
  "form": {
   "title": "<b>\"&",
   "tried": "999 012 3454"
  },
  "errors": [
   {
    "field": "tried",
    "text": "Take out what looks like an NHS number"
   }
  ],
  "error_tried": "“999 012 3454” could be an NHS number.",
  "identifier_found": true,
  "academies": [],
  "academies_total": 6,
  "close": []
 },
 "around": {
  "nav": {
   "questions": true
  },
  "viewer": {
   "name": "Amina Khalil",
   "first_name": "Amina",
   "member": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
   "is_admin": false,
   "may_moderate": false,
   "is_steward": true
  }
 }
}
