{
 "page": "since/list",
 "root": {
  "since": {
   "since_ms": 1795077000000,
   "threads": 3
  },
  "threads": [
   {
    "id": "hex:01010101010101010101010101010101",
    "title": "How do you get a senior review before 10?",
    "academy_name": "Larkfield",
    "question": true,
    "resolved": true,
    "posts": 0,
    "tried_at": 0,
    "last_ms": 1795595400000,
    "started_ms": 1795595400000,
    "academies": 0,
    "new_thread": false,
    "new_posts": 3,
    "tried": [
     {
      "academy_name": "Stonebeck",
      "outcome": "partly"
     }
    ],
    "followed": true
   },
   {
    "id": "hex:02020202020202020202020202020202",
    "title": "The 15-minute 5Vs, and what it left out",
    "academy_name": "Oakhaven",
    "question": false,
    "resolved": false,
    "posts": 0,
    "tried_at": 0,
    "last_ms": 1795509000000,
    "started_ms": 1795509000000,
    "academies": 0,
    "new_thread": true,
    "new_posts": 0,
    "tried": []
   },
   {
    "id": "hex:03030303030303030303030303030303",
    "title": "What we stopped: the paper flow sheet",
    "academy_name": "Stonebeck",
    "question": false,
    "resolved": false,
    "posts": 0,
    "tried_at": 0,
    "last_ms": 1795422600000,
    "started_ms": 1795422600000,
    "academies": 0,
    "new_thread": false,
    "new_posts": 0,
    "tried": []
   }
  ],
  "rooms": [
   {
    "id": "hex:14141414141414141414141414141414",
    "name": "Stroke Big Room",
    "pathway": "Stroke",
    "opened_ms": 1795595400000
   }
  ],
  "sharing": [
   {
    "id": "hex:3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c",
    "title": "Home on the day",
    "shared": true,
    "follows": true,
    "author_name": "Tom Redfern",
    "written_ms": 1795595400000
   },
   {
    "id": "hex:3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d",
    "title": "Falls",
    "shared": false,
    "follows": false,
    "author_name": null,
    "written_ms": 1795595400000
   }
  ]
 }
}
