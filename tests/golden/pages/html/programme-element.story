{
 "page": "programme/element",
 "root": {
  "element": {
   "id": "hex:b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0",
   "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
   "academy_name": "Larkfield",
   "own": false,
   "title": "Daily board huddle",
   "called": null,
   "fixed": false,
   "nature": "flexible",
   "part": "weekly_hour",
   "part_words": "The weekly hour",
   "day": null,
   "stage_number": null,
   "purpose": "Ten minutes, standing, at one board: everyone leaves knowing who could go home today and what stands in the way.",
   "looks_like": null,
   "why": "Wards differ.",
   "evidence": "Seen at four hospitals.",
   "news": null,
   "retired": false,
   "version": "hex:b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1",
   "number": 3,
   "conflict": false,
   "author": "hex:51515151515151515151515151515151",
   "author_name": "Sian Evans",
   "written_ms": 1735689600000,
   "changed_ms": 1788300000000,
   "our_decision": "adopted",
   "adopted": true,
   "on_trial": false,
   "declined": false,
   "our_number": 3,
   "our_until": null,
   "our_reason": null,
   "our_ms": 1788350000000,
   "runs": true,
   "newer": false,
   "waits": false,
   "next_number": 4,
   "held": 5,
   "saved_here": false,
   "adapted_at": 3,
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
   "may_change": [
    {
     "text": "When: any time before 10:00"
    },
    {
     "text": "Where: any place all can stand"
    },
    {
     "text": "Who leads it, from week to week"
    }
   ]
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
  "adaptations": [
   {
    "id": "hex:c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0",
    "academy": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
    "academy_name": "Oakhaven",
    "own": true,
    "kept_here": false,
    "title": "Moved to 08:15, after the night handover",
    "answers": "Planned. The team decided. Keeps the purpose.",
    "number": 3,
    "outcome": "worked",
    "outcome_words": "Worked",
    "worked": true,
    "partly": false,
    "not_worked": false,
    "outcome_text": "11 weeks, attendance up",
    "ended": false,
    "our_decision": null,
    "adopted": false,
    "on_trial": false,
    "declined": false,
    "our_reason": null,
    "our_ms": null,
    "written_ms": 1795595400000,
    "saved_here": false,
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
      "_and": ""
     },
     {
      "academy": "hex:a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4",
      "academy_name": "Brightwell",
      "decision": "declined",
      "adopted": false,
      "on_trial": false,
      "declined": true,
      "reason": "night staff leave at 08:00",
      "written_ms": 1795595400000,
      "_and": "; "
     }
    ]
   },
   {
    "id": "hex:c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1",
    "academy": "hex:a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3",
    "academy_name": "Stonebeck",
    "own": false,
    "kept_here": false,
    "title": "No board: a shared list on the ward screen",
    "answers": "In reaction. The lead decided. Keeps the purpose.",
    "number": 3,
    "outcome": "partly",
    "outcome_words": "Partly",
    "worked": false,
    "partly": true,
    "not_worked": false,
    "outcome_text": "quick, but people stopped looking up",
    "ended": false,
    "our_decision": null,
    "adopted": false,
    "on_trial": false,
    "declined": false,
    "our_reason": null,
    "our_ms": null,
    "written_ms": 1795595400000,
    "saved_here": false,
    "fates": []
   },
   {
    "id": "hex:c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2",
    "academy": "hex:a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3",
    "academy_name": "Tidewater",
    "own": false,
    "kept_here": false,
    "title": "Twice a week instead of daily",
    "answers": "Planned. The lead decided. Departs from the purpose.",
    "number": 3,
    "outcome": "not",
    "outcome_words": "Did not work",
    "worked": false,
    "partly": false,
    "not_worked": true,
    "outcome_text": "back to daily after 6 weeks",
    "ended": false,
    "our_decision": "declined",
    "adopted": false,
    "on_trial": false,
    "declined": true,
    "our_reason": null,
    "our_ms": 1793700000000,
    "written_ms": 1795595400000,
    "saved_here": false,
    "fates": []
   }
  ],
  "proposals": [
   {
    "id": "hex:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
    "academy": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
    "academy_name": "Oakhaven",
    "own": true,
    "title": "After the night handover",
    "becomes": "“Any time before 10:00” becomes “within an hour of the night handover”.",
    "state": "open",
    "decide_from": "2026-12-01",
    "later": true,
    "decision": null,
    "declined": false,
    "answer": null,
    "thread": "hex:10101010101010101010101010101010",
    "discussed_at": 3
   }
  ],
  "network": [
   {
    "what": "adopted",
    "until": null,
    "reason": null,
    "number": null,
    "names": "Larkfield, Oakhaven, Stonebeck, Tidewater",
    "more": 0,
    "adopted": true,
    "on_trial": false,
    "declined": false,
    "earlier": false,
    "declined_earlier": false,
    "undecided": false
   },
   {
    "what": "on_trial",
    "until": "2027-03-31",
    "reason": null,
    "number": null,
    "names": "Fennmoor",
    "more": 0,
    "adopted": false,
    "on_trial": true,
    "declined": false,
    "earlier": false,
    "declined_earlier": false,
    "undecided": false
   },
   {
    "what": "undecided",
    "until": null,
    "reason": null,
    "number": null,
    "names": "Brightwell",
    "more": 0,
    "adopted": false,
    "on_trial": false,
    "declined": false,
    "earlier": false,
    "declined_earlier": false,
    "undecided": true
   }
  ],
  "reviews": [
   {
    "id": "hex:e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0",
    "date": "2026-10-06",
    "how_words": "Differently"
   }
  ],
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
