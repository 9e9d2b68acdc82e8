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
     "history": []
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
     ]
    }
   ],
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
