/**
 * report.h - reports to the board for who does not sign in: links made, read, answered, ended.
 */
#ifndef BR_SERVER_REPORT_H
#define BR_SERVER_REPORT_H

#include "base/hash.h"
#include "web/site.h"

enum { REPORT_SECRET_SIZE = 16 };
/** What is kept of a link. */
struct br_hash report_secret_hash(const uint8_t secret[REPORT_SECRET_SIZE]);

/** GET and POST /r/TOKEN: the report as it prints, and the answer to its ask. */
void report_read(struct br_site_call *call);
void report_answer(struct br_site_call *call);

/** /board/ID/links: made, shown once, listed, ended; for leads and admins. */
void report_links(struct br_site_call *call);
void report_link_new(struct br_site_call *call);
void report_link_end(struct br_site_call *call);

#endif
