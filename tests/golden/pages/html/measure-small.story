{
 "page": "measure/small",
 "root": {
  "small": {
   "below": 7,
   "author_name": "Amina Khalil",
   "written_ms": 1795595400000
  }
 },
 "around": {
  "nav": {
   "measures": true
  },
  "form": {
   "below": "7"
  }
 }
}
