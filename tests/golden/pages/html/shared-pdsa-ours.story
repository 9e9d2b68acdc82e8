{
 "page": "shared/pdsa",
 "root": {
  "asked": {
   "id": "hex:61616161616161616161616161616161",
   "academy": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
   "own": true,
   "in_academy": true
  },
  "pdsa": [
   {
    "id": "hex:61616161616161616161616161616161",
    "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
    "academy_name": "Larkfield Flow Academy",
    "own": true,
    "in_academy": true,
    "in_network": false,
    "pathway": "Hip fracture",
    "title": "Therapist starts at 08:00",
    "question": "Does an 08:00 start bring decisions before 10?",
    "prediction": "Four more people a week home on the day.",
    "plan": null,
    "starts_date": "2026-10-05",
    "done": null,
    "happened": "Three more a week.\nMondays did not change.",
    "comparison": "close",
    "comparison_words": "Close to it",
    "learned": "On Mondays the wait is for transport.",
    "decision": "abandon",
    "state": "Abandoned",
    "adopted": false,
    "abandoned": true,
    "reason": "Nine minutes a patient.",
    "studied_date": "2026-11-02",
    "borrowed_from": null,
    "borrowed_from_name": null,
    "borrowed": null,
    "author": "hex:51515151515151515151515151515151",
    "author_name": "Sian Evans",
    "written_ms": 1795595400000,
    "versions": 1,
    "held": 1,
    "saved_here": false,
    "_ours": "hex:60606060606060606060606060606060",
    "measures": []
   }
  ],
  "gone": [],
  "used_by": [],
  "rooms": [],
  "about_it": []
 },
 "around": {}
}
