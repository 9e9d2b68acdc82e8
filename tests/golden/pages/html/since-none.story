{
 "page": "since/list",
 "root": {
  "since": {
   "since_ms": 1795077000000,
   "threads": 0
  },
  "threads": [],
  "rooms": []
 }
}
