{
 "page": "adaptation/show",
 "root": {
  "adaptation": {
   "id": "hex:c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0",
   "academy": "hex:a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3",
   "academy_name": "Stonebeck",
   "own": false,
   "in_network": true,
   "in_academy": false,
   "title": "No board: a shared list on the ward screen",
   "text": "Infection control took the board.",
   "since": "2026-09-01",
   "timing": "in_reaction",
   "decider": "academy_lead",
   "level": "one_pathway",
   "level_words": "On one pathway",
   "purpose": "keeps",
   "departs": false,
   "answers": "In reaction. The lead decided. Keeps the purpose.",
   "why": "The board could not be cleaned.",
   "number": 3,
   "conflict": false,
   "ended": false,
   "outcome": "partly",
   "our_decision": null,
   "adopted": false,
   "on_trial": false,
   "declined": false,
   "our_reason": null,
   "our_ms": null,
   "author": "hex:52525252525252525252525252525252",
   "author_name": "Mo Invented",
   "written_ms": 1795595400000,
   "held": 4,
   "saved_here": false
  },
  "element": [
   {
    "id": "hex:b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0",
    "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
    "academy_name": "Larkfield",
    "title": "Daily board huddle",
    "number": 3,
    "purpose": "p",
    "fixed": false
   }
  ],
  "results": [
   {
    "id": "hex:c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9c9",
    "outcome": "partly",
    "outcome_words": "Partly",
    "worked": false,
    "partly": true,
    "not_worked": false,
    "date": "2026-11-02",
    "text": "quick, but people stopped looking up",
    "author_name": "Mo Invented",
    "saved_here": false
   }
  ],
  "measures": [
   {
    "id": "hex:41414141414141414141414141414141",
    "title": "Home on the day"
   }
  ],
  "pdsas": [],
  "fates": [
   {
    "academy": "hex:a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4",
    "academy_name": "Fennmoor",
    "decision": "adopted",
    "adopted": true,
    "on_trial": false,
    "declined": false,
    "reason": null,
    "written_ms": 1795595400000,
    "_and": "",
    "us": false
   }
  ],
  "proposals": [],
  "history": [],
  "about_it": []
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
  }
 }
}
