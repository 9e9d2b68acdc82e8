{
 "page": "error",
 "root": {
  "status": 404,
  "title": "There is no such page",
  "text": "The address may have a slip in it, or what stood here is not in our copy."
 }
}
