{
 "page": "account/factor",
 "root": {
  "codes": [
   {
    "code": "7k2m-9p4q"
   },
   {
    "code": "3h8x-1v6t"
   }
  ]
 }
}
