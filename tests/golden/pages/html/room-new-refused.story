{
 "page": "room/new",
 "root": {
  "pathways": [
   {
    "pathway": "Frailty"
   }
  ]
 },
 "around": {
  "nav": {
   "rooms": true
  },
  "form": {
   "name": "",
   "pathway": "Frailty",
   "weekday": "4",
   "weekday_4": true,
   "starts": "8:30"
  },
  "errors": [
   {
    "field": "name",
    "text": "Give the Big Room a name."
   },
   {
    "field": "starts",
    "text": "Write when the hour starts as HH:MM, such as 08:30."
   }
  ],
  "error_name": "Give the Big Room a name.",
  "error_starts": "Write when the hour starts as HH:MM, such as 08:30."
 }
}
