{
 "page": "shared/room",
 "root": {
  "asked": {
   "id": "hex:32323232323232323232323232323232",
   "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
   "own": false
  },
  "room": [
   {
    "id": "hex:32323232323232323232323232323232",
    "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
    "academy_name": "Tidewater",
    "own": false,
    "name": "Home first",
    "pathway": "Frailty",
    "purpose": "Nobody waits for a form.",
    "since_date": "2025-12-04",
    "stage": "pdsa_cycles",
    "stage_words": "PDSA",
    "global_aim": "Home the same day.",
    "specific_aim": "From 22% to 38%.",
    "value": "My own bed",
    "involve": null,
    "evidence": null,
    "visualisation": null,
    "vision": null,
    "five_vs": true,
    "driver_aim": "Home on the day",
    "standardised": "The rota",
    "author": "hex:51515151515151515151515151515151",
    "author_name": null,
    "written_ms": 1795595400000,
    "versions": 2,
    "held": 5,
    "saved_here": false,
    "_ours": null,
    "themes": [
     {
      "text": "Decisions come late"
     }
    ],
    "roles": [
     {
      "role": "GP"
     }
    ],
    "abandoned": [
     {
      "text": "Paper sheet: nobody read it"
     }
    ],
    "drivers": [
     {
      "place": 1,
      "depth": 1,
      "text": "Decide early",
      "primary": true,
      "secondary": false,
      "idea": false,
      "measure": null,
      "pdsa": null
     },
     {
      "place": 2,
      "depth": 2,
      "text": "Review before 10",
      "primary": false,
      "secondary": true,
      "idea": false,
      "measure": "hex:41414141414141414141414141414141",
      "pdsa": "hex:61616161616161616161616161616161"
     }
    ],
    "drawing": [
     {
      "_drawing": "<svg></svg>"
     }
    ],
    "measures": [
     {
      "id": "hex:41414141414141414141414141414141",
      "title": "Home on the day",
      "chart": [
       {
        "verdict": "Improvement",
        "reading": "Seven points are above the mean.",
        "run_chart": false,
        "variation": null,
        "last_words": "35%",
        "last_day": "16 Nov 2026",
        "_small": "<svg></svg>"
       }
      ]
     }
    ],
    "pdsas": [
     {
      "id": "hex:61616161616161616161616161616161",
      "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
      "title": "Therapist at 08:00",
      "prediction": "Four more",
      "state": "Adopted",
      "studied_date": "2026-11-02"
     }
    ]
   }
  ],
  "gone": [],
  "about_it": []
 },
 "around": {}
}
