{
 "page": "academy/edit",
 "root": {
  "form": {
   "size": "620 beds"
  },
  "errors": [
   {
    "field": "expects",
    "text": "The text is too long: at most 16 KB."
   }
  ],
  "error_expects": "The text is too long: at most 16 KB.",
  "based_on": [
   {
    "id": "hex:01010101010101010101010101010101"
   }
  ]
 },
 "around": {
  "nav": {
   "academies": true
  }
 }
}
