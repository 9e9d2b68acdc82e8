{
 "page": "adaptation/new",
 "root": {
  "element": {
   "id": "hex:b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0",
   "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
   "title": "Daily board huddle",
   "purpose": "p",
   "version": "hex:b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1",
   "number": 3,
   "fixed": true,
   "said": [
    {
     "part": "stays",
     "stays": true,
     "text": "Daily"
    }
   ]
  },
  "measures": [
   {
    "id": "hex:41414141414141414141414141414141",
    "title": "Home on the day",
    "in_network": true,
    "chosen": true
   }
  ],
  "pdsas": []
 },
 "around": {
  "nav": {
   "programme": true
  },
  "viewer": {
   "name": "Rhys Lewis",
   "member": "hex:51515151515151515151515151515151",
   "is_lead": true,
   "may_open_rooms": true,
   "may_describe": true
  },
  "form": {
   "title": "",
   "since": "2026-11-26",
   "timing": "planned",
   "timing_planned": true,
   "why": "Nights",
   "to": "network",
   "to_network": true
  },
  "errors": [
   {
    "field": "title",
    "text": "Say what you changed."
   }
  ],
  "error_title": "Say what you changed."
 }
}
