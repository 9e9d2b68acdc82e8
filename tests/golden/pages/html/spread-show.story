{
 "page": "spread/show",
 "root": {
  "about": {
   "may_write": true,
   "academies": 2,
   "since": "2016-05-01"
  },
  "drawing": [],
  "still": [
   {
    "id": "hex:71717171717171717171717171717171",
    "name": "Frailty",
    "pathway": "Frailty",
    "since": "2019-03-07",
    "last_met": "2026-11-19"
   },
   {
    "id": "hex:72727272727272727272727272727272",
    "name": "Hips",
    "pathway": null,
    "since": "2025-10-02",
    "last_met": "2026-10-22"
   }
  ],
  "academies": [
   {
    "academy": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
    "name": "Harbour",
    "since": "2016-05-01",
    "host_name": null,
    "counts": [
     {
      "date": "2017-11-02",
      "coaches": 1,
      "rooms": 1,
      "rooms_after_year": null,
      "pathways": 1,
      "organisations": 1,
      "source": null
     },
     {
      "date": "2026-11-02",
      "coaches": 1024,
      "rooms": 12,
      "rooms_after_year": 7,
      "pathways": 6,
      "organisations": 4,
      "source": "the register"
     }
    ]
   },
   {
    "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
    "name": "Larkfield",
    "since": "2025-05-01",
    "host_name": "Harbour",
    "counts": []
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
