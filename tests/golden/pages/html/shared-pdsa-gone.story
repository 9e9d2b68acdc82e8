{
 "page": "shared/pdsa",
 "root": {
  "asked": {
   "id": "hex:61616161616161616161616161616161",
   "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
   "own": false,
   "in_academy": false
  },
  "pdsa": [],
  "gone": [
   {
    "academy_name": "Tidewater",
    "reason": "it named a ward",
    "author_name": null,
    "written_ms": 1795595400000,
    "own": false
   }
  ],
  "used_by": [],
  "rooms": [],
  "about_it": []
 },
 "around": {}
}
