{
 "page": "academy/show",
 "root": {
  "academy": {
   "academy": "hex:0101010101010101010101010101010101010101010101010101010101010101",
   "name": "Larkfield Flow Academy",
   "place": null,
   "about": null,
   "own": true,
   "may_edit": true,
   "has_context": false
  },
  "context": [],
  "history": [],
  "answers": [],
  "asked": [],
  "people": [],
  "latest": [],
  "about_it": []
 },
 "around": {
  "nav": {
   "academies": true
  }
 }
}
