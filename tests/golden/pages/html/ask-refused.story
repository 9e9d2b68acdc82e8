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
   "tried": "We tried the early board with one person, 999 012 3454, and she waited for transport until the evening."
  },
  "errors": [
   {
    "field": "title",
    "text": "Give the thread a title."
   },
   {
    "field": "tried",
    "text": "The text holds what looks like an NHS number (it ends in 3454). Take it out, so that no patient can be recognised; if it is something else, a data steward can let it pass."
   }
  ],
  "error_title": "Give the thread a title.",
  "error_tried": "The text holds what looks like an NHS number (it ends in 3454). Take it out, so that no patient can be recognised; if it is something else, a data steward can let it pass.",
  "identifier_found": true
 }
}
