{
 "page": "room/stage",
 "root": {
  "room": {
   "id": "hex:14141414141414141414141414141414",
   "name": "Frailty Big Room",
   "mine": true,
   "may_change": true,
   "member_count": 3,
   "based_on": "14141414141414141414141414141414"
  },
  "stages": [
   {
    "number": 1,
    "evidence": true,
    "here": false,
    "_name": "Pre-phase",
    "_path": "stakeholders",
    "name": "Pre-phase",
    "stage": "s1",
    "_what": "What it is.",
    "follows": false,
    "chosen": false
   },
   {
    "number": 2,
    "evidence": true,
    "here": false,
    "_name": "5Vs",
    "_path": "five-vs",
    "name": "5Vs",
    "stage": "s2",
    "_what": "What it is.",
    "follows": false,
    "chosen": false
   },
   {
    "number": 3,
    "evidence": true,
    "here": false,
    "_name": "Themes",
    "_path": "themes",
    "name": "Themes",
    "stage": "s3",
    "_what": "What it is.",
    "follows": false,
    "chosen": false
   },
   {
    "number": 4,
    "evidence": true,
    "here": false,
    "_name": "Global aim",
    "_path": "aims",
    "name": "Global aim",
    "stage": "s4",
    "_what": "What it is.",
    "follows": false,
    "chosen": false
   },
   {
    "number": 5,
    "evidence": true,
    "here": false,
    "_name": "Change ideas",
    "_path": "ideas",
    "name": "Change ideas",
    "stage": "s5",
    "_what": "What it is.",
    "follows": false,
    "chosen": false
   },
   {
    "number": 6,
    "evidence": true,
    "here": false,
    "_name": "Driver diagram",
    "_path": "drivers",
    "name": "Driver diagram",
    "stage": "s6",
    "_what": "What it is.",
    "follows": false,
    "chosen": false
   },
   {
    "number": 7,
    "evidence": true,
    "here": true,
    "_name": "PDSA",
    "_path": "pdsas",
    "name": "PDSA",
    "stage": "s7",
    "_what": "What it is.",
    "follows": true,
    "chosen": false
   },
   {
    "number": 8,
    "evidence": false,
    "here": false,
    "_name": "Standardise",
    "_path": "changes",
    "name": "Standardise",
    "stage": "s8",
    "_what": "What it is.",
    "follows": false,
    "chosen": false
   }
  ],
  "said": [
   {
    "_name": "5Vs",
    "reason": "New people.",
    "author_name": "Amina Khalil",
    "written_ms": 1795422600000
   },
   {
    "_name": null,
    "reason": null,
    "author_name": null,
    "written_ms": 1795422600000
   }
  ]
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
