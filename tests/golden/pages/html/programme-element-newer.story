{
 "page": "programme/element",
 "root": {
  "element": {
   "id": "hex:b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0",
   "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
   "academy_name": "Larkfield",
   "own": false,
   "title": "Daily board huddle",
   "called": "Board round",
   "fixed": true,
   "nature": "fixed",
   "part": "weekly_hour",
   "part_words": "The weekly hour",
   "day": null,
   "stage_number": null,
   "purpose": "Ten minutes, standing, at one board: everyone leaves knowing who could go home today and what stands in the way.",
   "looks_like": null,
   "why": "Wards differ.",
   "evidence": "Seen at four hospitals.",
   "news": "Within an hour of the night handover",
   "retired": false,
   "version": "hex:b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1",
   "number": 4,
   "conflict": false,
   "author": "hex:51515151515151515151515151515151",
   "author_name": "Sian Evans",
   "written_ms": 1735689600000,
   "changed_ms": 1788300000000,
   "our_decision": "on_trial",
   "adopted": false,
   "on_trial": true,
   "declined": false,
   "our_number": 3,
   "our_until": "2027-01-31",
   "our_reason": null,
   "our_ms": 1788350000000,
   "runs": true,
   "newer": true,
   "waits": true,
   "next_number": 5,
   "held": 5,
   "saved_here": false,
   "adapted_at": 0,
   "academies": 6,
   "stays": [
    {
     "text": "Every working day, same time"
    },
    {
     "text": "One shared list that all can see"
    },
    {
     "text": "A named next step for each person"
    }
   ],
   "may_change": []
  },
  "made_from": [],
  "history": [
   {
    "id": "hex:b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1",
    "number": 3,
    "title": "Daily board huddle",
    "news": "One list, not two",
    "author_name": "Sian Evans",
    "written_ms": 1788300000000,
    "current": true,
    "change": "hex:d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0",
    "change_academy": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
    "change_title": "One list",
    "change_academy_name": "Oakhaven",
    "said": []
   },
   {
    "id": "hex:b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0",
    "number": 2,
    "title": "Daily huddle",
    "news": null,
    "author_name": null,
    "written_ms": 1735689600000,
    "current": false,
    "change": null,
    "change_academy": null,
    "change_title": null,
    "change_academy_name": null,
    "said": [
     {
      "part": "stays",
      "stays": true,
      "text": "Every working day"
     }
    ]
   }
  ],
  "adaptations": [],
  "proposals": [],
  "network": [
   {
    "what": "earlier",
    "until": null,
    "reason": null,
    "number": 3,
    "names": "Oakhaven",
    "more": 0,
    "adopted": false,
    "on_trial": false,
    "declined": false,
    "earlier": true,
    "declined_earlier": false,
    "undecided": false
   },
   {
    "what": "undecided",
    "until": null,
    "reason": null,
    "number": null,
    "names": "Brightwell",
    "more": 3,
    "adopted": false,
    "on_trial": false,
    "declined": false,
    "earlier": false,
    "declined_earlier": false,
    "undecided": true
   }
  ],
  "reviews": [],
  "about_it": []
 },
 "around": {
  "nav": {
   "programme": true
  }
 }
}
