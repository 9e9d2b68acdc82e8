{
 "page": "join/accept",
 "root": {
  "code": "4f5a",
  "invited_name": "Ola",
  "form": {},
  "errors": []
 },
 "around": {
  "viewer": null
 }
}
