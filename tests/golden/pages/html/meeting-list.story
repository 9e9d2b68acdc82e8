{
 "page": "meeting/list",
 "root": {
  "room": {
   "id": "hex:61616161616161616161616161616161",
   "name": "Frailty Big Room",
   "mine": true
  },
  "meetings": [
   {
    "id": "hex:71717171717171717171717171717171",
    "date": "2026-11-26",
    "starts": "08:30",
    "place": "Room 4",
    "planned": true,
    "running": false,
    "not_held": false,
    "versions": 2
   },
   {
    "id": "hex:72727272727272727272727272727272",
    "date": "2026-11-19",
    "starts": "08:30",
    "place": null,
    "planned": false,
    "running": false,
    "not_held": false,
    "story": "Waiting",
    "decisions": 2,
    "actions": 1,
    "present": 9,
    "mean": 8.2,
    "versions": 1
   },
   {
    "id": "hex:78787878787878787878787878787878",
    "date": "2026-11-12",
    "planned": false,
    "running": false,
    "not_held": true,
    "reason": "strike",
    "versions": 1
   }
  ],
  "next": [
   {
    "before_day": "2026-11-12"
   }
  ],
  "chart": [],
  "presence": [
   {
    "role": "GP",
    "present": 0,
    "hours": 5,
    "weeks_missing": 5,
    "missing": true,
    "dots": [
     {
      "there": false
     },
     {
      "there": true
     }
    ]
   }
  ]
 }
}
