{
 "page": "room/show",
 "root": {
  "room": {
   "id": "hex:14141414141414141414141414141414",
   "name": "Frailty Big Room",
   "place": "Education Centre room 4",
   "clinical_coach_name": "Amina Khalil",
   "flow_coach_name": "Tom Redfern",
   "pathway": "Frailty",
   "purpose": "Older people go home as soon as they are well.",
   "clinical_coach": "hex:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
   "flow_coach": "hex:a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2",
   "measures": [
    {
     "id": "hex:3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c",
     "title": "Home on the day",
     "last_date": "2026-11-20",
     "last_value": 35,
     "_unit": "%",
     "shared_as": "hex:3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d",
     "chart": [
      {
       "verdict": "Improvement",
       "reading": "The last seven points are above the mean, since 5 Oct 2026.",
       "variation": "improvement_high",
       "variation_words": "improvement, higher",
       "assurance": null,
       "last_words": "35%",
       "last_day": "16 Nov 2026",
       "_variation_icon": "<svg class=\"v\"></svg>",
       "_small": "<svg class=\"small\"></svg>"
      }
     ]
    }
   ],
   "mine": true,
   "may_change": true,
   "versions": 1,
   "_since": "February 2025",
   "weekday": 4,
   "starts": "08:30",
   "_days": "Thursdays",
   "shared": false,
   "measure_count": 12,
   "stages": [
    {
     "number": 1,
     "evidence": true,
     "here": false,
     "_name": "Pre-phase",
     "_path": "stakeholders"
    },
    {
     "number": 2,
     "evidence": true,
     "here": false,
     "_name": "5Vs",
     "_path": "five-vs"
    },
    {
     "number": 3,
     "evidence": true,
     "here": false,
     "_name": "Themes",
     "_path": "themes"
    },
    {
     "number": 4,
     "evidence": true,
     "here": false,
     "_name": "Global aim",
     "_path": "aims"
    },
    {
     "number": 5,
     "evidence": true,
     "here": false,
     "_name": "Change ideas",
     "_path": "ideas"
    },
    {
     "number": 6,
     "evidence": true,
     "here": false,
     "_name": "Driver diagram",
     "_path": "drivers"
    },
    {
     "number": 7,
     "evidence": true,
     "here": true,
     "_name": "PDSA",
     "_path": "pdsas"
    },
    {
     "number": 8,
     "evidence": false,
     "here": false,
     "_name": "Standardise",
     "_path": "changes"
    }
   ],
   "said_stage": [
    {
     "reason": "New people.",
     "author_name": "Amina Khalil",
     "written_ms": 1795422600000
    }
   ],
   "next": [
    {
     "date": "2026-12-03",
     "_room_hex": "14141414141414141414141414141414",
     "starts": "08:30",
     "ends": "09:30",
     "place": "Education Centre room 4",
     "_day_ms": 1796299200000,
     "days": 6,
     "day": "Thursday",
     "meeting": "hex:4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d",
     "chair_name": "Mei Invented",
     "running": true,
     "today": true,
     "tomorrow": false,
     "missed": "hex:4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e",
     "open_actions": 4,
     "due_actions": 2,
     "to_study": [
      {
       "id": "hex:7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a",
       "number": 7,
       "title": "Three names"
      }
     ],
     "missed_on": "2026-11-19"
    }
   ],
   "presence": [
    {
     "role": "GP",
     "_dots": "○ ○ ○ ○ ○",
     "present": 0,
     "hours": 5,
     "weeks_missing": 5,
     "_missing": true,
     "_first": true
    },
    {
     "role": "Therapy",
     "_dots": "● ● ○ ● ●",
     "present": 4,
     "hours": 5,
     "weeks_missing": 0,
     "_missing": false,
     "_first": false
    }
   ],
   "pdsas": [
    {
     "id": "hex:7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a",
     "number": 7,
     "title": "Three names on the board by 07:30",
     "of_a_ramp": true,
     "_state": "To study now",
     "study_on": "2026-12-03",
     "studied_ms": null,
     "_compared": null,
     "prediction": "two of three home by noon"
    },
    {
     "id": "hex:7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b",
     "number": 6,
     "title": "Therapist starts at 08:00",
     "of_a_ramp": false,
     "_state": "Adopted",
     "study_on": "2026-11-02",
     "studied_ms": 1793606400000,
     "_compared": "Prediction was close",
     "prediction": "x"
    }
   ],
   "actions": [
    {
     "id": "hex:acacacacacacacacacacacacacacacac",
     "text": "Ring the community team about Saturdays",
     "member_name": "Amina Khalil",
     "due": "2026-11-26",
     "late": false,
     "role": null
    },
    {
     "id": "hex:adadadadadadadadadadadadadadadad",
     "text": "Print the board magnets",
     "member_name": null,
     "due": null,
     "late": null,
     "role": "ward clerk"
    }
   ],
   "roadblocks": [
    {
     "id": "hex:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
     "title": "Ask bed meeting to move by 15 minutes",
     "sponsor_name": "Ruth Invented",
     "committee": "the flow committee",
     "opened_ms": 1793606400000,
     "_age": "3 weeks ago",
     "outcome": null
    }
   ]
  },
  "about_it": [],
  "said_in_it": []
 },
 "around": {
  "nav": {
   "rooms": true
  }
 }
}
