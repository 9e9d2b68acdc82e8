{
 "page": "person/list",
 "root": {
  "people": [
   {
    "member": "hex:01010101010101010101010101010101",
    "name": "Amina Khalil",
    "roles": "coach",
    "pathway": "Frailty",
    "academy_name": "Larkfield",
    "ask_me_about": "Part-attended hours"
   },
   {
    "member": "hex:02020202020202020202020202020202",
    "name": null,
    "academy_name": "Tidewater",
    "roles": null,
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
