{
 "page": "account/show",
 "root": {
  "errors": [],
  "sessions": [
   {
    "id": "aa",
    "here": true,
    "agent": "Firefox",
    "place": "10.1.2.3",
    "created_ms": 1795595400000,
    "used_ms": 1795681800000
   },
   {
    "id": "bb",
    "here": false,
    "agent": "Safari on a phone",
    "place": "10.1.2.9",
    "created_ms": 1795422600000,
    "used_ms": 1795678200000
   }
  ],
  "devices": [],
  "factor": true,
  "recovery_left": 7,
  "recovery": true,
  "device_code": {
   "code": "join-AQIDBA",
   "minutes": 15
  },
  "error_device_password": null
 }
}
