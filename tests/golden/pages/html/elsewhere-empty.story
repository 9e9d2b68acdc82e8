{
 "page": "elsewhere/list",
 "root": {
  "asked": {
   "pathway": null,
   "further": false
  },
  "ours": [],
  "rooms": [],
  "next": [],
  "pathways": []
 },
 "around": {}
}
