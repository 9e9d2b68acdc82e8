{
 "page": "thread/hide",
 "root": {
  "thread": {
   "id": "hex:01010101010101010101010101010101",
   "title": "How do you get a senior review before 10 in the morning?",
   "in_network": true,
   "in_academy": false,
   "in_room": false
  },
  "post": [
   {
    "id": "hex:03030303030303030303030303030303",
    "text": "Do not move the round. Move the list. The night nurse marks three people who could go home, on the board, before 07:30. The consultant sees those three first, standing, ten minutes. Then the round is as it always was.\n\nIt cost us one argument about who may mark the board. We settled it in the Big Room: any registered nurse.",
    "academy_name": "Tidewater",
    "author_name": "Sian Evans",
    "written_ms": 1794299400000,
    "hidden": false,
    "own": true,
    "mine": true
   }
  ]
 },
 "around": {
  "nav": {
   "questions": true
  },
  "form": {
   "post": "03030303030303030303030303030303"
  }
 }
}
