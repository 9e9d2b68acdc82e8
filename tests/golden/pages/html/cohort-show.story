{
 "page": "cohort/show",
 "root": {
  "cohort": {
   "id": "hex:d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1",
   "academy": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
   "academy_name": "Harbour",
   "own": true,
   "audience_type": 1,
   "name": "Cohort 1",
   "starts": "2025-01-08",
   "ends": "2025-12-10",
   "place": "Education centre",
   "about": "Sixteen people.",
   "dropped": false,
   "version": "hex:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2",
   "versions": 1,
   "pairs": 3,
   "finished": 1,
   "days_held": 2,
   "next_day": 3,
   "next_date": "2026-12-03",
   "author_name": "Rhys Lewis",
   "written_ms": 1788300000000,
   "saved_here": false,
   "may_write": true,
   "may_use": true,
   "network": true,
   "visiting": [
    {
     "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
     "name": "Larkfield"
    }
   ],
   "days": [
    {
     "day": 1,
     "date": "2025-01-08",
     "place": "Education centre",
     "skill": "Who belongs in the room",
     "held": true,
     "element": null,
     "element_academy": null,
     "past": false
    },
    {
     "day": 2,
     "date": "2025-02-05",
     "place": null,
     "skill": "<i>",
     "held": false,
     "element": null,
     "element_academy": null,
     "past": true
    }
   ],
   "coach_pairs": [
    {
     "id": "hex:e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1",
     "coaches_of": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
     "coaches_of_name": "Harbour",
     "ours": true,
     "clinical_coach": "hex:61616161616161616161616161616161",
     "clinical_coach_name": "Amal Noor",
     "flow_coach": null,
     "flow_coach_name": null,
     "pathway": "Hip fracture",
     "organisation": null,
     "room": null,
     "finished": null,
     "left_on": null,
     "saved_here": false,
     "room_name": null,
     "room_here": false,
     "room_shared": false,
     "last_met": null
    },
    {
     "id": "hex:e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2",
     "coaches_of": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
     "coaches_of_name": "Harbour",
     "ours": true,
     "clinical_coach": "hex:61616161616161616161616161616161",
     "clinical_coach_name": "Amal Noor",
     "flow_coach": null,
     "flow_coach_name": null,
     "pathway": "Stroke",
     "organisation": "Quayside General",
     "room": null,
     "finished": null,
     "left_on": "2025-06-01",
     "saved_here": false,
     "room_name": null,
     "room_here": false,
     "room_shared": false,
     "last_met": null
    }
   ],
   "alumni": [
    {
     "id": "hex:e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3",
     "coaches_of": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
     "coaches_of_name": "Harbour",
     "ours": true,
     "clinical_coach": "hex:61616161616161616161616161616161",
     "clinical_coach_name": "Amal Noor",
     "flow_coach": null,
     "flow_coach_name": null,
     "pathway": "Frailty",
     "organisation": "Quayside General",
     "room": "hex:71717171717171717171717171717171",
     "finished": "2025-12-10",
     "left_on": null,
     "saved_here": false,
     "room_name": "Frailty",
     "room_here": true,
     "room_shared": false,
     "last_met": "2026-11-19"
    }
   ]
  },
  "used": [
   {
    "id": "hex:f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1",
    "day": 1,
    "date": "2025-02-01",
    "text": "Slowly.",
    "room": "hex:71717171717171717171717171717171",
    "author_name": "Amal Noor",
    "saved_here": true,
    "skill": "Who belongs in the room",
    "pair_pathway": "Frailty",
    "room_name": "Frailty"
   }
  ]
 },
 "around": {
  "viewer": {
   "name": "Rhys Lewis",
   "member": "hex:51515151515151515151515151515151",
   "is_lead": true,
   "may_open_rooms": true,
   "may_describe": true
  },
  "nav": {
   "academies": true
  }
 }
}
