{
 "page": "shared/share_room",
 "root": {
  "room": {
   "id": "hex:31313131313131313131313131313131",
   "name": "Frailty Big Room",
   "below": 5,
   "stage_words": "PDSA",
   "shared": "hex:32323232323232323232323232323232",
   "shared_ms": 1795595400000,
   "named": "41",
   "links": 2
  },
  "there": [
   {
    "purpose": "As it was",
    "global_aim": null,
    "specific_aim": null,
    "standardised": null
   }
  ],
  "measures": [
   {
    "id": "hex:41414141414141414141414141414141",
    "title": "Home on the day"
   }
  ],
  "measures_here": [
   {
    "id": "hex:42424242424242424242424242424242",
    "title": "Falls"
   }
  ],
  "pdsas": [],
  "pdsas_here": [
   {
    "id": "hex:60606060606060606060606060606060",
    "number": 3,
    "title": "Call at 11"
   }
  ],
  "academies": [
   {
    "name": "Tidewater"
   }
  ]
 },
 "around": {
  "form": {
   "name": "Frailty Big Room",
   "pathway": "Frailty",
   "purpose": "Home",
   "with_purpose": "true",
   "themes": "late\nletters",
   "drivers": [
    {
     "n": 1,
     "text": "Decide early",
     "level": "primary",
     "level_primary": true,
     "id": "1"
    },
    {
     "n": 2,
     "text": "Review",
     "level": "secondary",
     "level_secondary": true,
     "id": "2",
     "measure": "41"
    }
   ]
  },
  "error_themes": "A theme has 1 to 200 bytes."
 }
}
