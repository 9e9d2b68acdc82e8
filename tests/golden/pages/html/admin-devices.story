{
 "page": "admin/devices",
 "root": {
  "tab": {
   "devices": true
  },
  "devices": [
   {
    "id": "aa",
    "name": "Ward laptop",
    "member": "hex:01010101010101010101010101010101",
    "member_name": "Amina Khalil",
    "seen_ms": 1795595400000,
    "behind": 12
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
