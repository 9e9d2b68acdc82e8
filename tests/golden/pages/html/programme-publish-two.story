{
 "page": "programme/publish",
 "root": {
  "element": {
   "id": "hex:b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0",
   "title": "Daily board huddle",
   "number": 3,
   "next_number": 4,
   "based_on": "b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1"
  },
  "two": [
   {
    "id": "hex:b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1",
    "number": 2,
    "title": "Daily board huddle",
    "nature": "fixed",
    "purpose": "one",
    "looks_like": null,
    "why": null,
    "news": "later",
    "author_name": "Sian Evans",
    "written_ms": 1795595400000
   },
   {
    "id": "hex:b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2",
    "number": 3,
    "title": "Daily huddle",
    "nature": "fixed",
    "purpose": "two",
    "looks_like": null,
    "why": null,
    "news": null,
    "author_name": null,
    "written_ms": 1795595400000
   }
  ],
  "change": [
   {
    "id": "hex:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
    "academy": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
    "academy_name": "Oakhaven",
    "title": "After the night handover",
    "becomes": "b",
    "why": "w"
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
  },
  "form": {
   "title": "Daily board huddle",
   "nature": "fixed",
   "nature_fixed": true,
   "part": "weekly_hour",
   "part_weekly_hour": true,
   "purpose": "one"
  }
 }
}
