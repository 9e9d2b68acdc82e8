{
 "page": "thread/list",
 "root": {
  "counts": {
   "threads": 0,
   "asked": 0,
   "unanswered": 0
  },
  "filter": {
   "all": true,
   "asked": false,
   "unanswered": false,
   "narrowed": false,
   "older": false
  },
  "pathways": [],
  "academies": [],
  "topic_choices": [],
  "threads": [],
  "next": []
 },
 "around": {
  "nav": {
   "questions": true
  }
 }
}
