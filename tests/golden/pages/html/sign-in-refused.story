{
 "page": "sign/in",
 "root": {
  "form": {
   "name": "amina.khalil@larkfield.example",
   "next": "/threads"
  },
  "errors": [
   {
    "field": "password",
    "text": "That address and password do not go together. Try again."
   }
  ],
  "error_password": "That address and password do not go together. Try again."
 },
 "around": {
  "viewer": null
 }
}
