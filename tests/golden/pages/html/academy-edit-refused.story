{
 "page": "academy/edit",
 "root": {
  "ours": {
   "name": "Larkfield"
  },
  "two": []
 },
 "around": {
  "nav": {
   "academies": true
  },
  "form": {
   "size": "620 beds"
  },
  "errors": [
   {
    "field": "expects",
    "text": "The text is too long: at most 16 KB."
   }
  ],
  "error_expects": "The text is too long: at most 16 KB."
 }
}
