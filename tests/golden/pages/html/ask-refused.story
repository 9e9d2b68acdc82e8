{
 "page": "ask/new",
 "root": {
  "form": {
   "tried": "We tried the early board with one person, 999 012 3454, and she waited for transport until the evening."
  },
  "errors": [
   {
    "field": "title",
    "text": "Give the question a title"
   },
   {
    "field": "tried",
    "text": "Take out what looks like an NHS number"
   }
  ],
  "error_title": "Give the question a title, as you would say it to a colleague",
  "error_tried": "“999 012 3454” could be an NHS number. Say “a woman of 84” instead",
  "identifier_found": true,
  "academies": [],
  "academies_total": 6,
  "close": []
 },
 "around": {
  "nav": {
   "questions": true
  }
 }
}
