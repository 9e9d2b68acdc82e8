{
 "page": "thread/list",
 "root": {
  "counts": {
   "threads": 2,
   "asked": 0,
   "unanswered": 0
  },
  "filter": {
   "all": false,
   "asked": true,
   "unanswered": false,
   "narrowed": true,
   "older": true,
   "pathway": "Frailty",
   "pathway_followed": true,
   "topic": "board round",
   "topic_followed": false
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
