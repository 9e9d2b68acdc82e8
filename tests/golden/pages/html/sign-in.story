{
 "page": "sign/in",
 "root": {
  "form": {
   "name": "amina.khalil@larkfield.example"
  },
  "errors": []
 },
 "around": {
  "viewer": null
 }
}
