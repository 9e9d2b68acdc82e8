{
 "page": "admin/peer_add",
 "root": {
  "own_code": "peer-AQIDBA",
  "apart": true,
  "tab": {
   "peers": true
  },
  "form": {
   "code": "peer-x"
  },
  "errors": [
   {
    "field": "code",
    "text": "This code was cut off."
   }
  ],
  "error_code": "This code was cut off."
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
