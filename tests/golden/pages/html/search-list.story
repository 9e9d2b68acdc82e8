{
 "page": "search/list",
 "root": {
  "scope": {
   "all": true
  },
  "hits": [
   {
    "kind": "thread",
    "address": "/thread/01",
    "title": "How do you get a senior review before 10 in the morning?",
    "snippet": "We start at 8 but the first decision is made at 11.",
    "academy_name": "Larkfield",
    "listed_ms": 1795595400000
   },
   {
    "kind": "post",
    "address": "/thread/01#p02",
    "title": null,
    "snippet": "… a senior review …",
    "academy_name": "Tidewater",
    "listed_ms": 1795509000000
   }
  ],
  "next": [
   {
    "before_ms": 1,
    "before_id": "hex:01010101010101010101010101010101"
   }
  ]
 },
 "around": {
  "query": {
   "words": "senior \"review\""
  }
 }
}
