{
 "page": "accessibility/show",
 "root": {
  "contact": null
 },
 "around": {
  "viewer": null
 }
}
