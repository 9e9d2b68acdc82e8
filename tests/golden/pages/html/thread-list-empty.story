{
 "page": "thread/list",
 "root": {
  "all": {
   "threads": 0,
   "asked_of_us": 0,
   "unanswered": 0
  },
  "shown": {
   "newest": true
  },
  "narrow": {},
  "threads": []
 },
 "around": {
  "nav": {
   "questions": true
  }
 }
}
