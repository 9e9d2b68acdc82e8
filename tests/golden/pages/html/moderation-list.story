{
 "page": "moderation/list",
 "root": {
  "asked_back": [
   {
    "thread": "hex:01010101010101010101010101010101",
    "post": "hex:02020202020202020202020202020202",
    "title": "A thread",
    "reason": "It names a patient.",
    "academy_name": "Larkfield",
    "asker_name": "Stonebeck",
    "asked_ms": 1795595400000,
    "of_us": true,
    "ours": false,
    "withdrawn": false,
    "of_trying": true
   }
  ],
  "hidden": [
   {
    "thread": "hex:01010101010101010101010101010101",
    "post": "hex:02020202020202020202020202020202",
    "title": "A thread",
    "reason": "It names a ward’s patient.",
    "academy_name": "Stonebeck",
    "text_author_name": "Jo Bright",
    "hidden_ms": 1795595400000,
    "author_name": "Dev Patel",
    "of_trying": false,
    "thread_academy": "hex:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a"
   },
   {
    "thread": "hex:01010101010101010101010101010101",
    "post": "hex:04040404040404040404040404040404",
    "of_trying": true,
    "thread_academy": "hex:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
    "title": null,
    "reason": "It names a ward.",
    "academy_name": "Tidewater",
    "text_author_name": null,
    "hidden_ms": 1795422600000,
    "author_name": "Dev Patel"
   }
  ],
  "withdrawn": [
   {
    "thread": "hex:01010101010101010101010101010101",
    "post": "hex:03030303030303030303030303030303",
    "author_name": null,
    "academy_name": "Tidewater",
    "reason": null,
    "written_ms": 1795422600000,
    "confirmations": [
     {
      "academy_name": "Brightwell",
      "confirmed": false
     },
     {
      "academy_name": "Fennmoor",
      "confirmed": true
     }
    ],
    "of_trying": true
   }
  ]
 },
 "around": {
  "nav": {
   "admin": true
  },
  "viewer": {
   "name": "Amina Khalil",
   "member": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
   "is_admin": false,
   "may_moderate": true,
   "is_steward": false
  }
 }
}
