{
 "page": "programme/list",
 "root": {
  "programme": {
   "ours": false,
   "waiting": true,
   "all": false,
   "begun": true
  },
  "parts": [],
  "waiting": [
   {
    "id": "hex:b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0",
    "academy": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
    "academy_name": "Larkfield",
    "title": "Daily board huddle",
    "nature": "flexible",
    "fixed": false,
    "part": "The weekly hour",
    "number": 4,
    "news": "Within an hour of the night handover",
    "purpose": "p",
    "changed_ms": 1795595400000,
    "our_decision": "adopted",
    "declined": false,
    "our_number": 3,
    "our_name": "Board round"
   }
  ],
  "published": [],
  "proposals": [],
  "reviews": []
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
