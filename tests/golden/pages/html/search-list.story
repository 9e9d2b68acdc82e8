{
 "page": "search/list",
 "root": {
  "words": "senior review",
  "words_query": "senior+review",
  "scope": {
   "all": true
  },
  "hits": [
   {
    "kind": "Thread",
    "address": "/thread/01",
    "title": "How do you get a senior review before 10 in the morning?",
    "snippet": "We start at 8 but the first decision is made at 11.",
    "academy_name": "Larkfield",
    "written_ms": 1795595400000
   }
  ],
  "older": "/search?words=senior+review&before=1"
 }
}
