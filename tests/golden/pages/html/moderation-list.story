{
 "page": "moderation/list",
 "root": {
  "asked": [],
  "hidden": [
   {
    "thread": "hex:01010101010101010101010101010101",
    "post": "hex:02020202020202020202020202020202",
    "thread_title": "A thread",
    "reason": "It names a ward’s patient.",
    "academy_name": "Stonebeck",
    "hidden_ms": 1795595400000,
    "author_name": "Dev Patel"
   }
  ],
  "withdrawn": [
   {
    "thread": "hex:01010101010101010101010101010101",
    "post": "hex:03030303030303030303030303030303",
    "thread_title": "Another thread",
    "academy_name": "Tidewater",
    "withdrawn_ms": 1795422600000,
    "confirmed_by": "Fennmoor",
    "unconfirmed_by": "Brightwell"
   }
  ],
  "allowed": []
 },
 "around": {
  "nav": {
   "admin": true
  },
  "viewer": {
   "name": "Amina Khalil",
   "first_name": "Amina",
   "member": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
   "is_admin": false,
   "may_moderate": true,
   "is_steward": false
  }
 }
}
