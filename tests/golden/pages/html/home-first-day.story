{
 "page": "home/show",
 "root": {
  "first_day": true,
  "room": null,
  "rooms": [
   {
    "id": "hex:14141414141414141414141414141414",
    "name": "Frailty Big Room",
    "slot": "Thursday 08:30",
    "place": "Education Centre room 4",
    "clinical_coach_name": "Amina Khalil",
    "flow_coach_name": "Tom Redfern"
   }
  ],
  "waiting": [],
  "news": [
   {
    "address": "/thread/04",
    "title": "Who chairs in week one?",
    "detail": "Answered, four academies",
    "new_posts": 0
   }
  ],
  "news_total": 0,
  "unanswered": []
 },
 "around": {
  "nav": {
   "home": true
  },
  "academy": "Fennmoor Flow Academy",
  "brand_css": "/assets/brand-light.css",
  "logo": null,
  "asked_of_us": 0,
  "viewer": {
   "name": "Ola Brandt",
   "first_name": "Ola",
   "member": "hex:b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1"
  },
  "copy": {
   "catching_up": true,
   "minutes_left": 6,
   "waiting": 0
  }
 }
}
