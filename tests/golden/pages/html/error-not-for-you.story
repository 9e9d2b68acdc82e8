{
 "page": "error/show",
 "root": {
  "heading": "This Big Room is not open to you",
  "text": "Its coaches can let you in.",
  "ask": [
   {
    "name": "Amina Khalil",
    "member": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1"
   },
   {
    "name": "Tom Redfern",
    "member": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2"
   }
  ],
  "where": {
   "address": "/rooms",
   "words": "See the Big Rooms"
  }
 }
}
