{
 "page": "shared/share_pdsa",
 "root": {
  "pdsa": {
   "id": "hex:60606060606060606060606060606060",
   "number": 3,
   "title": "Call at 11",
   "to_academy": true,
   "abandoned": true,
   "shared": null,
   "shared_ms": null,
   "below": 0,
   "measure": null,
   "measure_title": null,
   "borrowed_from_name": null
  },
  "academies": [
   {
    "name": "Tidewater"
   }
  ]
 },
 "around": {
  "form": {
   "title": "Call at 11",
   "pathway": "Frailty",
   "decision": "abandon",
   "decision_abandon": true,
   "with_decision": "true"
  }
 }
}
