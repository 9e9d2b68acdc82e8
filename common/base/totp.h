/**
 * totp.h - one-time codes of a second factor (RFC 6238: SHA-1, six digits, 30 seconds).
 *
 * SHA-1 because every authenticator app has it; in HMAC it is sound. The time is an argument.
 */
#ifndef BR_BASE_TOTP_H
#define BR_BASE_TOTP_H

#include "base/bytes.h"

#define BR_TOTP_SECRET_SIZE 20u
#define BR_TOTP_CODE_SIZE 7u /* six digits and a NUL */
#define BR_TOTP_STEP_MS 30000u

/** The code of one step, as an app shows it. */
void br_totp_code(const uint8_t secret[BR_TOTP_SECRET_SIZE], uint64_t step,
                  char out[BR_TOTP_CODE_SIZE]);
/**
 * Is [typed] (spaces do not count) a code of now, or one step before or after? A step counts once:
 * only one above *step_last does, which then becomes it. Keep that before letting anybody in.
 */
bool br_totp_fits(const uint8_t secret[BR_TOTP_SECRET_SIZE], const char *typed, uint64_t wall_ms,
                  uint64_t *step_last);

/** RFC 4648 base32 in capitals without padding, appended to [out]. */
void br_base32_encode(struct br_bytes bytes, struct br_buffer *out);
/** "otpauth://totp/ISSUER:NAME?secret=…&issuer=ISSUER", for a QR code; appended to [out]. */
void br_totp_uri(const uint8_t secret[BR_TOTP_SECRET_SIZE], const char *issuer, const char *name,
                 struct br_buffer *out);

#endif
