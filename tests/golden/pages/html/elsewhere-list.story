{
 "page": "elsewhere/list",
 "root": {
  "asked": {
   "pathway": "Frailty",
   "further": false
  },
  "ours": [
   {
    "id": "hex:31313131313131313131313131313131",
    "name": "Frailty Big Room",
    "mine": true,
    "shared": null
   }
  ],
  "rooms": [
   {
    "id": "hex:32323232323232323232323232323232",
    "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
    "academy_name": "Tidewater",
    "name": "Home first",
    "pathway": "Frailty",
    "purpose": null,
    "since_date": "2025-12-04",
    "stage_words": "PDSA",
    "aim": "From 22% to 38%.",
    "more_measures": 1,
    "more_pdsas": 2,
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
      "state": "Adopted"
     }
    ]
   }
  ],
  "next": [
   {
    "before_name": "Tidewater",
    "before_id": "hex:32323232323232323232323232323232"
   }
  ],
  "pathways": [
   {
    "pathway": "Frailty",
    "elsewhere": true,
    "chosen": true
   }
  ]
 },
 "around": {}
}
