{
 "page": "search/list",
 "root": {
  "words": "zebra",
  "words_query": "zebra",
  "scope": {
   "threads": true
  },
  "hits": []
 }
}
