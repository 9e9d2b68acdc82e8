{
 "page": "since/list",
 "root": {
  "seen_ms": 1795077000000,
  "news": [
   {
    "address": "/thread/01",
    "title": "How do you get a senior review before 10?",
    "detail": "Stonebeck tried it: worked partly",
    "new_posts": 3,
    "written_ms": 1795595400000
   }
  ]
 }
}
