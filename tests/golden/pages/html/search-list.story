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
    "kind": "reply",
    "address": "/thread/01#p02",
    "title": null,
    "snippet": "… a senior review …",
    "academy_name": "Tidewater",
    "listed_ms": 1795509000000
   }
  ],
  "next": [
   {
    "before_place": 1794904200001
   }
  ]
 },
 "around": {
  "query": {
   "words": "senior \"review\""
  }
 }
}
