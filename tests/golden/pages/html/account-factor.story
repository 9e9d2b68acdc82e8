{
 "page": "account/factor",
 "root": {
  "secret": "JBSW Y3DP EHPK 3PXP",
  "secret_address": "otpauth://totp/Larkfield",
  "form": {},
  "errors": [],
  "codes": [],
  "needed": true
 }
}
