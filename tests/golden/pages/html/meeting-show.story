{
 "page": "meeting/show",
 "root": {
  "meeting": {
   "id": "hex:71717171717171717171717171717171",
   "room": "hex:61616161616161616161616161616161",
   "room_name": "Frailty Big Room",
   "mine": true,
   "date": "2026-11-26",
   "day": "Thursday 26 November",
   "starts": "08:30",
   "minutes": 60,
   "ends": "09:30",
   "place": "Education Centre room 4",
   "state": "held",
   "planned": false,
   "running": false,
   "was_held": true,
   "not_held": false,
   "versions": 1,
   "agenda_minutes": 60,
   "adds_up": true,
   "started_ms": 1795681800000,
   "ended_ms": 1795685520000,
   "took": 62,
   "scores": 6,
   "mean": 8.2,
   "scored": true,
   "scoring_open": false,
   "scores_wanted": 0,
   "agenda": [
    {
     "item": 1,
     "step": "welcome",
     "title": "Welcome and roles",
     "minutes": 5,
     "about": null,
     "minutes_taken": 6,
     "current": false,
     "done": true
    },
    {
     "item": 2,
     "step": "story",
     "title": "Patient story",
     "minutes": 5,
     "about": null,
     "minutes_taken": 6,
     "current": false,
     "done": true
    },
    {
     "item": 3,
     "step": "actions",
     "title": "Last week’s actions",
     "minutes": 10,
     "about": null,
     "minutes_taken": 11,
     "current": false,
     "done": true
    },
    {
     "item": 4,
     "step": "data",
     "title": "What the data says",
     "minutes": 15,
     "about": null,
     "minutes_taken": 16,
     "current": false,
     "done": true
    },
    {
     "item": 5,
     "step": "test",
     "title": "PDSA 7: Three names on the board",
     "minutes": 15,
     "about": null,
     "minutes_taken": 16,
     "current": false,
     "done": true
    },
    {
     "item": 6,
     "step": "who_does_what",
     "title": "Who does what",
     "minutes": 5,
     "about": null,
     "minutes_taken": 6,
     "current": false,
     "done": true
    },
    {
     "item": 7,
     "step": "score",
     "title": "Score the hour",
     "minutes": 5,
     "about": null,
     "minutes_taken": 6,
     "current": false,
     "done": true
    }
   ],
   "roles": [
    {
     "role": "chair",
     "words": "Chair",
     "_short": "Chair",
     "who": "Mei Invented",
     "member": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1"
    },
    {
     "role": "timekeeper",
     "words": "Timekeeper",
     "_short": "Time",
     "who": "Dev Invented",
     "member": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2"
    },
    {
     "role": "note_keeper",
     "words": "Note-keeper",
     "_short": "Notes",
     "who": null,
     "member": null
    },
    {
     "role": "facilitator",
     "words": "Facilitator",
     "_short": "Facilitator",
     "who": "Patient partner",
     "member": null
    }
   ],
   "story": [
    {
     "theme": "Waiting for transport",
     "consent": true,
     "words": "I was ready at nine. Nobody told the van.",
     "gathered_by_name": "Mei Invented"
    }
   ],
   "decisions": [
    {
     "id": "hex:74747474747474747474747474747474",
     "text": "Three names on the board stays",
     "needs_there": false,
     "committee": null,
     "versions": 1,
     "author_name": "Mei Invented"
    },
    {
     "id": "hex:75757575757575757575757575757575",
     "text": "Bed meeting <moves>",
     "needs_there": true,
     "committee": "flow committee",
     "versions": 2,
     "author_name": null
    }
   ],
   "actions": [
    {
     "id": "hex:73737373737373737373737373737373",
     "text": "Ring the community team",
     "who": null,
     "due": "2026-12-03",
     "state": "open",
     "note": null,
     "versions": 1,
     "open": true
    },
    {
     "id": "hex:76767676767676767676767676767676",
     "text": "Print the magnets",
     "who": "Dev Invented",
     "due": null,
     "state": "done",
     "note": "on the board",
     "versions": 1,
     "open": false
    }
   ],
   "notes": [
    {
     "id": "hex:77777777777777777777777777777777",
     "text": "Six of seven",
     "author_name": "Dev Invented",
     "written_ms": 1795682800000,
     "versions": 1
    }
   ],
   "attendance": [
    {
     "role": "Nursing",
     "count": 5
    }
   ],
   "scores_given": [
    {
     "score": 8,
     "good": "We decided",
     "improvement": null
    },
    {
     "score": 9,
     "good": null,
     "improvement": "start with the story"
    }
   ]
  },
  "missing": [
   {
    "role": "GP",
    "weeks_missing": 5
   }
  ],
  "people": []
 }
}
