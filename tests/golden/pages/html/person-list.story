{
 "page": "person/list",
 "root": {
  "people": [
   {
    "member": "hex:01010101010101010101010101010101",
    "name": "Amina Khalil",
    "pathway": "Frailty",
    "academy_name": "Larkfield",
    "ask_me_about": "Part-attended hours"
   },
   {
    "member": "hex:02020202020202020202020202020202",
    "name": "Siân Ŵyn",
    "academy_name": "Tidewater",
    "pathway": null,
    "ask_me_about": null
   }
  ]
 },
 "around": {
  "nav": {
   "people": true
  }
 }
}
