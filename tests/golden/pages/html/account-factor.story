{
 "page": "account/factor",
 "root": {
  "secret": "JBSW Y3DP EHPK 3PXP",
  "secret_address": "otpauth://totp/Larkfield",
  "form": {},
  "errors": [],
  "codes": [],
  "needed": true,
  "qr": {
   "path": "M0 0h7v1h-7z",
   "size": 37,
   "box": "-4 -4 37 37"
  }
 }
}
