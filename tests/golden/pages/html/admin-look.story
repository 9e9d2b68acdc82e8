{
 "page": "admin/look",
 "root": {
  "errors": [
   {
    "field": "colour",
    "text": "Choose a colour on which white or ink can be read, such as #c9a02c."
   }
  ],
  "error_colour": "Choose a colour on which white or ink can be read, such as #c9a02c.",
  "tab": {
   "look": true
  },
  "form": {
   "name": "Larkfield Flow Academy",
   "colour": "#808080"
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
