{
 "page": "search/list",
 "root": {
  "scope": {
   "threads": true
  },
  "hits": [],
  "next": []
 },
 "around": {
  "query": {
   "words": "zebra",
   "scope": "threads"
  }
 }
}
