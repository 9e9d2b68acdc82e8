{
 "page": "page/show",
 "root": {
  "room": {
   "id": "hex:31313131313131313131313131313131",
   "name": "Frailty Big Room",
   "pathway": "Frailty",
   "purpose": "Home",
   "slot": null,
   "place": "Room 4",
   "starts": "08:30",
   "weekday_words": "Thursdays",
   "clinical_coach_name": "Amina Khalil",
   "flow_coach_name": "Tom Redfern",
   "a4": false,
   "printed_date": "2026-11-23",
   "week_date": "2026-11-23",
   "week": 52
  },
  "stages": [
   {
    "number": 1,
    "stage": "pre_phase",
    "words": "Pre-phase",
    "evidence": true,
    "here": false
   },
   {
    "number": 2,
    "stage": "five_vs",
    "words": "5Vs",
    "evidence": false,
    "here": true
   }
  ],
  "story": [
   {
    "words": "I was ready at nine.",
    "date": "2026-11-05"
   }
  ],
  "aims": [
   {
    "text": "Home the same day",
    "scope": "global",
    "global": true
   }
  ],
  "five_vs": [
   {
    "value": "My own bed",
    "involve": "14 people",
    "evidence": null,
    "visualisation": null,
    "vision": null,
    "date": "2026-01-08",
    "number": 3
   }
  ],
  "presence": [
   {
    "role": "GP",
    "present": 0,
    "hours": 5,
    "weeks_missing": 5,
    "_marks": "<svg></svg>",
    "more": 2
   }
  ],
  "hour": [
   {
    "verdict": null,
    "reading": "The process varies by chance.",
    "last_words": "7.8 of 10",
    "last_day": "12 Nov 2026",
    "_small": "<svg></svg>"
   }
  ],
  "chart": [
   {
    "id": "hex:41414141414141414141414141414141",
    "title": "Home on the day",
    "verdict": "Improvement",
    "reading": "Seven points are above the mean.",
    "target_words": null,
    "rule_set": "XmR",
    "last_date": "2026-11-16",
    "_variation_icon": "",
    "_assurance_icon": "",
    "_chart": "<svg></svg>",
    "_phone": "<svg></svg>"
   }
  ],
  "driver": [
   {
    "aim": "Home on the day",
    "boxes": 2,
    "_drawing": null
   }
  ],
  "drivers": [
   {
    "text": "Decide early",
    "below": "Review before 10",
    "more": 3
   }
  ],
  "testing": [],
  "adopted": [
   {
    "id": "hex:60606060606060606060606060606060",
    "number": 1,
    "title": "Therapist at 08:00",
    "more": null
   }
  ],
  "abandoned": [
   {
    "id": "hex:61616161616161616161616161616161",
    "number": 2,
    "title": "Paper sheet",
    "reason": "Nobody read it.",
    "more": 1
   }
  ],
  "actions": [
   {
    "id": "hex:70707070707070707070707070707070",
    "text": "Print the magnets",
    "member_name": "Amina Khalil",
    "role": null,
    "due_date": "2026-11-26",
    "more": null
   }
  ],
  "asked": [
   {
    "id": "hex:71717171717171717171717171717171",
    "title": "Move the bed meeting",
    "weeks": 3,
    "more": null
   }
  ],
  "measures": [
   {
    "id": "hex:42424242424242424242424242424242",
    "title": "Falls",
    "small": [
     {
      "last_words": "6.0",
      "_variation_icon": "",
      "_assurance_icon": "",
      "_small": "<svg></svg>"
     }
    ],
    "more": 2
   }
  ]
 },
 "around": {}
}
