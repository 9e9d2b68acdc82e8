{
 "page": "admin/peers",
 "root": {
  "tab": {
   "peers": true
  },
  "summary": "Two of five are up to date. One needs a person: Tidewater.",
  "peers": [
   {
    "id": "hex:0202020202020202020202020202020202020202020202020202020202020202",
    "name": "Brightwell",
    "far": "214 of ours to send",
    "complete": false,
    "aside": false,
    "why": "Their server has been off since Saturday 18:20. Nothing is lost: we hold what is theirs up to number 3,902, and three others do too.",
    "todo": "Nothing to do. If it lasts a week, ring Dana Cole.",
    "todo_now": false
   },
   {
    "id": "hex:0303030303030303030303030303030303030303030303030303030303030303",
    "name": "Fennmoor",
    "far": "1,960 of theirs to come",
    "complete": false,
    "aside": false,
    "why": "First catch-up, newest first. About 6 minutes left.",
    "todo": "Nothing to do.",
    "todo_now": false
   },
   {
    "id": "hex:0404040404040404040404040404040404040404040404040404040404040404",
    "name": "Oakhaven",
    "far": "Up to date",
    "complete": true,
    "aside": false,
    "why": "Caught up 4 minutes ago.",
    "todo": null,
    "todo_now": false
   },
   {
    "id": "hex:0505050505050505050505050505050505050505050505050505050505050505",
    "name": "Stonebeck",
    "far": "Up to date",
    "complete": true,
    "aside": false,
    "why": "Caught up 2 minutes ago. One release older than ours; everything still travels.",
    "todo": null,
    "todo_now": false
   },
   {
    "id": "hex:0606060606060606060606060606060606060606060606060606060606060606",
    "name": "Tidewater",
    "far": "One stream put aside",
    "complete": false,
    "aside": true,
    "why": "Two different records carry number 5,120. We show everything before it and nothing after, and have told the other academies.",
    "todo": "Speak with Tidewater’s admin. We open it again when they say which is right.",
    "todo_now": true,
    "records": "/admin/peers/06"
   }
  ],
  "leaves": {
   "records": 4118
  },
  "backup": {
   "made_ms": 1795660200000,
   "size": "412 MB",
   "command": "bigroomd backup /srv/bath FILE"
  }
 },
 "around": {
  "nav": {
   "admin": true
  },
  "viewer": {
   "name": "Dev Patel",
   "member": "hex:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
   "is_admin": true,
   "may_moderate": true
  }
 }
}
