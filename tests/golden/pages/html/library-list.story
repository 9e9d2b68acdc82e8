{
 "page": "library/list",
 "root": {
  "asked": {
   "pathway": "Frailty",
   "all": true,
   "network": false,
   "academy": false,
   "rooms": false,
   "older": false
  },
  "abandoned": [
   {
    "id": "hex:61616161616161616161616161616161",
    "copied": true,
    "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
    "academy_name": "Tidewater",
    "own": false,
    "room": null,
    "room_name": null,
    "in_network": true,
    "in_academy": false,
    "in_room": false,
    "pathway": "Frailty",
    "title": "Paper sheet",
    "prediction": "x",
    "reason": "Nobody read it.",
    "learned": "Ask first.",
    "day_date": "2026-06-11",
    "used_by": 1,
    "written_ms": 1795595400000
   },
   {
    "id": "hex:60606060606060606060606060606060",
    "copied": false,
    "academy": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
    "academy_name": null,
    "own": true,
    "room": "hex:31313131313131313131313131313131",
    "room_name": "Frailty Big Room",
    "in_network": false,
    "in_academy": false,
    "in_room": true,
    "pathway": "Frailty",
    "title": "Call at 11",
    "prediction": "x",
    "reason": null,
    "learned": null,
    "day_date": null,
    "used_by": 0,
    "written_ms": 1795595400000
   }
  ],
  "next": [
   {
    "before_ms": 1795595400000
   }
  ],
  "pathways": [
   {
    "pathway": "Frailty",
    "chosen": true
   }
  ]
 },
 "around": {}
}
