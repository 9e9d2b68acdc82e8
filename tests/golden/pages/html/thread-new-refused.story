{
 "page": "thread/new",
 "root": {
  "form": {
   "text": "We did it.",
   "topics": "board round"
  },
  "errors": [
   {
    "field": "title",
    "text": "Give the thread a title."
   }
  ],
  "error_title": "Give the thread a title.",
  "audiences": [
   {
    "value": "academy",
    "name": "Our academy",
    "detail": "Everyone at Larkfield.",
    "is_academy": true,
    "chosen": false
   }
  ]
 },
 "around": {
  "nav": {
   "questions": true
  }
 }
}
