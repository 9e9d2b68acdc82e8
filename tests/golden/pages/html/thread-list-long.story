{
 "page": "thread/list",
 "root": {
  "counts": {
   "threads": 1234567,
   "asked": 100,
   "unanswered": 100,
   "unread": 100
  },
  "filter": {
   "all": true,
   "asked": false,
   "unanswered": false,
   "narrowed": false,
   "older": false
  },
  "pathways": [
   {
    "pathway": "Frailty",
    "chosen": false
   },
   {
    "pathway": "Stroke",
    "chosen": false
   }
  ],
  "academies": [
   {
    "academy": "hex:0606060606060606060606060606060606060606060606060606060606060606",
    "name": "Tidewater",
    "chosen": false
   }
  ],
  "topic_choices": [
   {
    "topic": "board round",
    "chosen": false
   }
  ],
  "threads": [
   {
    "id": "hex:01010101010101010101010101010101",
    "title": "Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-",
    "excerpt": "Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-",
    "academy_name": "Academi Gwella Llif Dyffryn Ŵyr a’r Fro",
    "last_ms": 1795595400000,
    "question": true,
    "resolved": false,
    "posts": 12345,
    "new_posts": 1234,
    "academies": 40,
    "tried_at": 12,
    "pathway": "Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-Rhwydwaith-Dysgu-Llif-Ŵyl-y-Ŷd-",
    "asked_us": false,
    "saved_here": false,
    "conflict": false,
    "in_network": true,
    "audience": "shared with the network"
   }
  ],
  "next": []
 },
 "around": {
  "nav": {
   "questions": true
  },
  "our_name": "Academi Gwella Llif Dyffryn Ŵyr a’r Fro",
  "asked_of_us": 1234
 }
}
