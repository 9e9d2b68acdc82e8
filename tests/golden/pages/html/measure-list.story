{
 "page": "measure/list",
 "root": {
  "measures": [
   {
    "id": "hex:3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c",
    "title": "Home on the day",
    "academy_name": "Larkfield",
    "audience": "in the Big Room Frailty",
    "last_date": "2026-11-20",
    "last_value": 35.5,
    "_unit": "%",
    "points": 12,
    "chart": [
     {
      "verdict": "Improvement",
      "reading": "The last seven points are above the mean, since 5 Oct 2026.",
      "earlier": null,
      "target_words": "The target of 40% is met at times and missed at times, by chance.",
      "trial": null,
      "rule_set": "XmR, Making Data Count rules",
      "run_chart": false,
      "variation": "improvement_high",
      "variation_words": "improvement, higher",
      "assurance": "inconsistent",
      "assurance_words": "met at times",
      "last_words": "35.5%",
      "last_day": "20 Nov 2026",
      "_variation_icon": "<svg class=\"v\"></svg>",
      "_assurance_icon": "<svg class=\"a\"></svg>",
      "_wide": "<svg class=\"wide\"></svg>",
      "_phone": "<svg class=\"phone\"></svg>",
      "_small": "<svg class=\"small\"></svg>"
     }
    ]
   },
   {
    "id": "hex:3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e",
    "title": "Falls per 1,000 bed days",
    "academy_name": "Tidewater",
    "audience": "shared with the network",
    "last_date": null,
    "points": 0,
    "chart": []
   }
  ],
  "next": []
 },
 "around": {
  "nav": {
   "measures": true
  }
 }
}
