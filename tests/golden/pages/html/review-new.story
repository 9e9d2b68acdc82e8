{
 "page": "review/new",
 "root": {
  "offer": {
   "academy_name": "Oakhaven"
  },
  "element_choices": []
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
   "date": "2026-11-26",
   "elements": [
    {
     "n": 1,
     "academy": "a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
     "element": "b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0",
     "element_words": "The weekly hour",
     "how_differently": true,
     "text": "At noon"
    }
   ]
  }
 }
}
