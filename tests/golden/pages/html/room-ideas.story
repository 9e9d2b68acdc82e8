{
 "page": "room/ideas",
 "root": {
  "room": {
   "id": "hex:14141414141414141414141414141414",
   "name": "Frailty Big Room",
   "mine": true,
   "may_change": true,
   "member_count": 3,
   "based_on": "14141414141414141414141414141414",
   "newest_first": false
  },
  "ideas": [
   {
    "id": "hex:91919191919191919191919191919191",
    "title": "A therapist from 08:00",
    "text": "Two mornings a week.",
    "votes": 4,
    "my_votes": 1,
    "none": false,
    "one": true,
    "two": false,
    "three": false,
    "borrowed_from": null,
    "theme_title": "Waiting for a decision",
    "versions": 1,
    "author_name": "Amina Khalil",
    "opened_ms": 1795422600000
   },
   {
    "id": "hex:92929292929292929292929292929292",
    "title": "Board huddle at 08:15",
    "text": null,
    "votes": 1,
    "my_votes": 1,
    "none": false,
    "one": true,
    "two": false,
    "three": false,
    "borrowed_from": "hex:0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
    "theme_title": null,
    "versions": 2,
    "author_name": "Amina Khalil",
    "opened_ms": 1795422600000,
    "borrowed_from_name": "Fennmoor",
    "borrowed": "hex:93939393939393939393939393939393",
    "borrowed_thread": "The huddle moved"
   }
  ],
  "dropped": [
   {
    "id": "hex:94949494949494949494949494949494",
    "title": "Paper flow sheet",
    "reason": "Nobody read it."
   }
  ],
  "themes": [
   {
    "id": "hex:71717171717171717171717171717171",
    "title": "Waiting for a decision",
    "chosen": true
   }
  ],
  "academies": [
   {
    "academy": "hex:0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
    "name": "Fennmoor",
    "chosen": false
   }
  ]
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
