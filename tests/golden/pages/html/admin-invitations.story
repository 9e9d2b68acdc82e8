{
 "page": "admin/invitations",
 "root": {
  "errors": [],
  "tab": {
   "invitations": true
  },
  "made": {
   "name": "Ola Brandt",
   "address": "https://larkfield.example/join/4f5a9c"
  },
  "invitations": [
   {
    "id": "aa",
    "name": "Ola Brandt",
    "made_ms": 1795681800000,
    "ends_ms": 1795681800000,
    "used_ms": null,
    "withdrawn_ms": null,
    "expired": false,
    "made_by": "Dev Patel"
   },
   {
    "id": "bb",
    "name": null,
    "withdrawn_ms": null,
    "expired": true,
    "made_by": null,
    "made_ms": 1794904200000,
    "ends_ms": null,
    "used_ms": 1794990600000
   }
  ],
  "roles": [
   {
    "role": "participant",
    "name": "participant",
    "chosen": true
   },
   {
    "role": "coach",
    "name": "coach",
    "chosen": false
   }
  ],
  "form": {}
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
