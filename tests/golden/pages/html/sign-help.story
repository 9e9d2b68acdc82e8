{
 "page": "sign/help",
 "root": {
  "admins": [
   {
    "name": "Dev Patel"
   }
  ]
 },
 "around": {
  "viewer": null
 }
}
