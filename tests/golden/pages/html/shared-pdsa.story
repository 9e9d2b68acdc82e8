{
 "page": "shared/pdsa",
 "root": {
  "asked": {
   "id": "hex:61616161616161616161616161616161",
   "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
   "own": false,
   "in_academy": false
  },
  "pdsa": [
   {
    "id": "hex:61616161616161616161616161616161",
    "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
    "academy_name": "Tidewater",
    "own": false,
    "in_academy": false,
    "in_network": true,
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
    "decision": "adopt",
    "state": "Adopted",
    "adopted": true,
    "abandoned": false,
    "reason": null,
    "studied_date": "2026-11-02",
    "borrowed_from": null,
    "borrowed_from_name": null,
    "borrowed": null,
    "author": "hex:51515151515151515151515151515151",
    "author_name": "Sian Evans",
    "written_ms": 1795595400000,
    "versions": 1,
    "held": 5,
    "saved_here": false,
    "_ours": null,
    "measures": [
     {
      "id": "hex:41414141414141414141414141414141",
      "title": "Home on the day",
      "unit": "%",
      "last_value": 35,
      "last_date": "2026-11-16",
      "_unit": "%",
      "chart": [
       {
        "verdict": "Improvement",
        "reading": "Seven points are above the mean.",
        "rule_set": "XmR",
        "_wide": "<svg></svg>",
        "_phone": "<svg></svg>"
       }
      ]
     }
    ]
   }
  ],
  "gone": [],
  "used_by": [
   {
    "academy": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
    "academy_name": "Oakhaven",
    "us": false,
    "pathway": "Stroke",
    "starts_date": "2026-11-16",
    "written_ms": 1795595400000,
    "saved_here": false
   }
  ],
  "rooms": [
   {
    "id": "hex:31313131313131313131313131313131",
    "name": "Frailty",
    "pathway": "Frailty"
   }
  ],
  "about_it": []
 },
 "around": {
  "nav": {},
  "form": {
   "pathway": "Frailty"
  }
 }
}
