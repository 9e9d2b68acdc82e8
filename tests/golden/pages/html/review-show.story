{
 "page": "review/show",
 "root": {
  "review": {
   "id": "hex:e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0",
   "academy": "hex:a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3",
   "academy_name": "Stonebeck",
   "own": false,
   "in_network": true,
   "in_academy": false,
   "conflict": false,
   "date": "2026-10-06",
   "learned": "We talk more than we look.",
   "asks": "Who else has no board?",
   "author": "hex:52525252525252525252525252525252",
   "author_name": null,
   "written_ms": 1795595400000,
   "held": 4,
   "saved_here": false,
   "elements": [
    {
     "id": "hex:b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0",
     "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
     "title": "The weekly hour",
     "how": "as_meant",
     "how_words": "As it is meant",
     "text": "Every Thursday"
    },
    {
     "id": "hex:b9b9b9b9b9b9b9b9b9b9b9b9b9b9b9b9",
     "academy": "hex:a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4",
     "title": null,
     "how": "not_yet",
     "how_words": "Not yet",
     "text": null
    }
   ]
  },
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
