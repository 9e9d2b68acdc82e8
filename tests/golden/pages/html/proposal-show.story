{
 "page": "proposal/show",
 "root": {
  "proposal": {
   "id": "hex:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
   "academy": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
   "academy_name": "Oakhaven",
   "own": true,
   "for_us": false,
   "element_academy_name": "Larkfield",
   "title": "After the night handover",
   "becomes": "“Any time before 10:00” becomes “within an hour of the night handover”.",
   "why": "Attendance rose.",
   "decide_from": "2026-11-01",
   "later": false,
   "state": "taken_up",
   "open": false,
   "taken_up": true,
   "taken_back": false,
   "answered": false,
   "decision": "adopted",
   "decision_words": "will take it up",
   "answer": "We saw the same",
   "answered_ms": 1795595400000,
   "taken_number": 4,
   "taken_ms": 1795595400000,
   "number": 3,
   "conflict": false,
   "author": "hex:51515151515151515151515151515151",
   "author_name": "Rhys Lewis",
   "written_ms": 1795595400000,
   "held": 6,
   "saved_here": false
  },
  "element": [
   {
    "id": "hex:b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0",
    "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
    "title": "Daily board huddle",
    "number": 4,
    "next_number": 5
   }
  ],
  "way": [
   {
    "what": "learned",
    "academy_name": "Oakhaven",
    "title": "Moved to 08:15",
    "reason": null,
    "number": null,
    "at_ms": 1795595400000,
    "written_ms": 1795595400000,
    "learned": true,
    "proposed": false,
    "answered": false,
    "version": false,
    "adopted": false,
    "on_trial": false,
    "declined": false
   },
   {
    "what": "proposed",
    "academy_name": "Oakhaven",
    "title": null,
    "reason": null,
    "number": null,
    "at_ms": 1795595400000,
    "written_ms": 1795595400000,
    "learned": false,
    "proposed": true,
    "answered": false,
    "version": false,
    "adopted": false,
    "on_trial": false,
    "declined": false
   },
   {
    "what": "answered",
    "academy_name": "Larkfield",
    "title": null,
    "reason": "We saw the same",
    "number": null,
    "at_ms": 1795595400000,
    "written_ms": 1795595400000,
    "learned": false,
    "proposed": false,
    "answered": true,
    "version": false,
    "adopted": false,
    "on_trial": false,
    "declined": false
   },
   {
    "what": "version",
    "academy_name": "Larkfield",
    "title": null,
    "reason": null,
    "number": 4,
    "at_ms": 1795595400000,
    "written_ms": 1795595400000,
    "learned": false,
    "proposed": false,
    "answered": false,
    "version": true,
    "adopted": false,
    "on_trial": false,
    "declined": false
   },
   {
    "what": "adopted",
    "academy_name": "Oakhaven",
    "title": null,
    "reason": null,
    "number": 4,
    "at_ms": 1795595400000,
    "written_ms": 1795595400000,
    "learned": false,
    "proposed": false,
    "answered": false,
    "version": false,
    "adopted": true,
    "on_trial": false,
    "declined": false
   },
   {
    "what": "declined",
    "academy_name": "Brightwell",
    "title": null,
    "reason": "night staff leave at 08:00",
    "number": 4,
    "at_ms": 1795595400000,
    "written_ms": 1795595400000,
    "learned": false,
    "proposed": false,
    "answered": false,
    "version": false,
    "adopted": false,
    "on_trial": false,
    "declined": true
   }
  ],
  "about_it": [
   {
    "id": "hex:10101010101010101010101010101010",
    "title": "Proposed change: Daily board huddle",
    "academy_name": "Oakhaven",
    "question": false,
    "resolved": false,
    "posts": 2,
    "academies": 2,
    "last_ms": 1795595400000
   }
  ]
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
