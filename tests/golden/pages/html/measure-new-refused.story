{
 "page": "measure/new",
 "root": {
  "offer": {
   "academy_name": "Larkfield"
  },
  "rooms": []
 },
 "around": {
  "nav": {
   "measures": true
  },
  "form": {
   "title": "",
   "definition": "Of all who came",
   "role": "process",
   "role_process": "process",
   "counts": "true"
  },
  "errors": [
   {
    "field": "title",
    "text": "Give the measure a title."
   }
  ],
  "error_title": "Give the measure a title."
 }
}
