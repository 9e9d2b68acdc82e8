{
 "page": "admin/members",
 "root": {
  "errors": [],
  "tab": {
   "members": true
  },
  "members": [
   {
    "member": "hex:01010101010101010101010101010101",
    "name": "Amina Khalil",
    "sign_in_name": "amina@larkfield.example",
    "roles": [
     {
      "role": "coach",
      "name": "coach"
     }
    ],
    "missing": [
     {
      "role": "lead",
      "name": "lead"
     }
    ],
    "factor": false,
    "needs_factor": false,
    "seen_ms": 1795678200000
   },
   {
    "member": "hex:02020202020202020202020202020202",
    "name": "Dev Patel",
    "sign_in_name": "dev@larkfield.example",
    "roles": [
     {
      "role": "admin",
      "name": "admin"
     }
    ],
    "missing": [],
    "factor": false,
    "needs_factor": true,
    "seen_ms": null
   }
  ]
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
