{
 "page": "thread/new",
 "root": {
  "offer": {
   "academies": 6,
   "people": 40,
   "everybody": true,
   "about_name": null
  },
  "rooms": []
 },
 "around": {
  "nav": {
   "questions": true
  },
  "form": {
   "text": "We did it.",
   "topics": "board round",
   "audience": "network",
   "audience_network": true
  },
  "errors": [
   {
    "field": "title",
    "text": "Give the thread a title."
   }
  ],
  "error_title": "Give the thread a title."
 }
}
