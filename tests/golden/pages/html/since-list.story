{
 "page": "since/list",
 "root": {
  "seen_ms": 1795077000000,
  "news": [
   {
    "address": "/thread/01",
    "title": "How do you get a senior review before 10?",
    "detail": "3 replies, and Stonebeck tried it: worked partly",
    "new_posts": 3
   },
   {
    "address": "/thread/01",
    "title": "The 15-minute 5Vs, and what it left out",
    "detail": "Oakhaven replied to you",
    "new_posts": 1
   },
   {
    "address": "/thread/01",
    "title": "What we stopped: the paper flow sheet",
    "detail": "Stonebeck began a thread that you may want to read",
    "new_posts": 0
   }
  ]
 }
}
