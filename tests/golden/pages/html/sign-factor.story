{
 "page": "sign/factor",
 "root": {
  "form": {},
  "errors": []
 },
 "around": {
  "viewer": null
 }
}
