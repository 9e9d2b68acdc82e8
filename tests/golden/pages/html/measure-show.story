{
 "page": "measure/show",
 "root": {
  "measure": {
   "id": "hex:3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c",
   "title": "Home on the day",
   "academy_name": "Larkfield",
   "in_room": true,
   "audience": "in the Big Room Frailty",
   "room": "hex:14141414141414141414141414141414",
   "room_name": "Frailty Big Room",
   "last_date": "2026-11-20",
   "last_value": 35.5,
   "unit": "%",
   "point_count": 2,
   "definition": "People of 75 and more who go home on the day they came.",
   "numerator": "went home on the day",
   "denominator": "came",
   "role": "outcome",
   "direction": "increase",
   "target": 40,
   "frequency": "weekly",
   "held": 0,
   "saved_here": false,
   "own": true,
   "definitions": 2,
   "saved": 2,
   "rebases": [
    {
     "date": "2026-11-13",
     "rebased": true,
     "current": true,
     "reason": "a therapist from 08:00",
     "author_name": "Tom Redfern",
     "written_ms": 1795595400000
    }
   ],
   "annotations": [
    {
     "date": "2026-11-13",
     "kind": "event",
     "title": "Ward moved"
    }
   ],
   "versions": [
    {
     "title": "Home on the day",
     "current": true,
     "reason": null,
     "author_name": "Tom Redfern",
     "written_ms": 1795595400000
    }
   ],
   "sharing": [
    {
     "shared": true,
     "follows": true,
     "with_notes": false,
     "current": true,
     "author_name": "Tom Redfern",
     "written_ms": 1795595400000
    }
   ],
   "points": [
    {
     "date": "2026-11-20",
     "value": 35.5,
     "numerator": null,
     "denominator": null,
     "note": "new rota",
     "saved_here": false,
     "history": [],
     "day": "20 Nov 2026",
     "mean": "32.8",
     "limits": "25.2 to 40.3",
     "words": "7 points above the mean",
     "_marker": "<svg class=\"m\"></svg>"
    },
    {
     "date": "2026-11-13",
     "value": null,
     "denominator": null,
     "note": null,
     "saved_here": true,
     "history": [
      {
       "value": 30,
       "reason": null,
       "written_ms": 1795595400000
      },
      {
       "value": 31,
       "reason": "counted twice",
       "written_ms": 1795678200000
      }
     ],
     "day": "13 Nov 2026",
     "mean": "32.8",
     "limits": "25.2 to 40.3",
     "words": "7 points above the mean",
     "_marker": "<svg class=\"m\"></svg>",
     "_early": 1
    }
   ],
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
   ],
   "earlier": 1,
   "_better": "higher"
  },
  "elsewhere": [
   {
    "id": "hex:41414141414141414141414141414141",
    "academy_name": "Tidewater"
   }
  ]
 },
 "around": {
  "nav": {
   "measures": true
  }
 }
}
