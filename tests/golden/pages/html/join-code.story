{
 "page": "join/accept",
 "root": {
  "form": {},
  "errors": [
   {
    "field": "code",
    "text": "This invitation has been used. Ask for a new one."
   }
  ],
  "error_code": "This invitation has been used. Ask for a new one."
 },
 "around": {
  "viewer": null
 }
}
