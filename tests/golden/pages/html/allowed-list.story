{
 "page": "allowed/list",
 "root": {
  "allowed": [
   {
    "reason": "A phone number of ours.",
    "author_name": "Dev Patel",
    "allowed_ms": 1795595400000,
    "audience": "shared with the network"
   }
  ]
 }
}
