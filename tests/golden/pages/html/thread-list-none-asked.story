{
 "page": "thread/list",
 "root": {
  "all": {
   "threads": 2,
   "asked_of_us": 0,
   "unanswered": 0
  },
  "shown": {
   "asked": true
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
