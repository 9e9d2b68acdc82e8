{
 "page": "room/show",
 "root": {
  "room": {
   "id": "hex:14141414141414141414141414141414",
   "name": "Renal Big Room",
   "pathway": "Renal",
   "mine": true,
   "may_change": true,
   "versions": 2,
   "measure_count": 0,
   "stages": [
    {
     "number": 1,
     "evidence": false,
     "here": true,
     "_name": "Pre-phase",
     "_path": "stakeholders"
    },
    {
     "number": 2,
     "evidence": false,
     "here": false,
     "_name": "5Vs",
     "_path": "five-vs"
    },
    {
     "number": 3,
     "evidence": false,
     "here": false,
     "_name": "Themes",
     "_path": "themes"
    },
    {
     "number": 4,
     "evidence": false,
     "here": false,
     "_name": "Global aim",
     "_path": "aims"
    },
    {
     "number": 5,
     "evidence": false,
     "here": false,
     "_name": "Change ideas",
     "_path": "ideas"
    },
    {
     "number": 6,
     "evidence": false,
     "here": false,
     "_name": "Driver diagram",
     "_path": "drivers"
    },
    {
     "number": 7,
     "evidence": false,
     "here": false,
     "_name": "PDSA",
     "_path": "pdsas"
    },
    {
     "number": 8,
     "evidence": false,
     "here": false,
     "_name": "Standardise",
     "_path": "changes"
    }
   ],
   "said_stage": [],
   "next": [
    {
     "date": null,
     "_room_hex": "14141414141414141414141414141414",
     "slot": null,
     "open_actions": 0,
     "due_actions": 0,
     "to_study": [],
     "missed": null
    }
   ],
   "presence": [],
   "measures": [],
   "pdsas": [],
   "actions": [],
   "roadblocks": []
  },
  "about_it": [],
  "said_in_it": []
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
