/**
 * account.h - people's accounts on this server: who asks, signing in and out.
 *
 *      account.c          lives, knows who asks, begins and ends sign-ins; all addresses
 *      account_names.c    what members are called
 *      account_tries.c    who may try a password or a code
 *      account_sign_in.c  /sign-in, its code, /sign-out
 *      account_join.c     /join: an invitation becomes a name and a password
 *      account_page.c     /account: where one is signed in, password, devices
 *      account_factor.c   /account/factor: the second factor
 *      score.c            /s/CODE: phones score the hour, nobody signs in
 *      report.h           /r/TOKEN: a report to the board, nobody signs in; its links
 *
 * Everything is the loop's thread's, but hashing, which common/web/passwords does on the pool.
 */
#ifndef BR_SERVER_ACCOUNT_H
#define BR_SERVER_ACCOUNT_H

#include "server/academy.h"
#include "web/passwords.h"
#include "web/sign_in.h"
#include "web/site.h"
#include "web/tickets.h"
#include "web/tries.h"

struct account_name {
    struct br_id member;
    char name[201];
};

struct account_brand; /* admin_look.c */

struct accounts {
    struct academy *academy;
    struct br_sign_ins *sign_ins;
    struct br_tries *tries;
    struct br_passwords *passwords; /* NULL when stopped */
    struct br_hash key;             /* of browsers' cookies and of secrets that are being set up */
    uv_timer_t keeping;             /* of when things were last used */
    uint64_t devices_kept_ms;       /* the latest that devices were seen, as it is kept */
    struct account_name *names;     /* of members, as the views have them; sorted */
    size_t name_count;
    bool names_stale;
    bool names_reading;
    struct account_brand *brand; /* how the academy's pages look; NULL: not read yet */
    struct br_tickets *tickets;  /* of phones that score; NULL: none yet */
    bool report_answering;       /* an answer by a report's link is being said */
    bool brand_stale;
    bool brand_reading;
};

/** Read who is signed in. Errors as br_private_sign_ins, with a sentence. */
BR_MUST_USE enum br_status accounts_open(struct academy *academy, struct br_error *error);
/** Answer what waits for a password, keep what was used. */
void accounts_stop(struct academy *academy);
void accounts_free(struct academy *academy);
/** Who asks; viewer->secure says which cookie counts. */
void accounts_who(struct academy *academy, struct br_exchange *exchange, struct br_viewer *viewer);
/** The views have changed: names too, perhaps. */
void accounts_folded(struct academy *academy);
/** Read them again when they may have changed; only when somebody asks. */
void accounts_refresh_names(struct accounts *accounts);
/** The academy's name, colour and logo again, when they may have changed. */
void accounts_refresh_brand(struct academy *academy);
void accounts_free_brand(struct accounts *accounts);
/** "logo": its address, for what lies around every page. */
void accounts_around(struct academy *academy, struct br_make *make, struct br_node *around);
/** A member's name as the academy knows it; "" for none. */
const char *accounts_name_of(const struct academy *academy, const struct br_id *member);

/** Roles or sign-ins have ended: nobody who is out of it goes on hearing what is new. */
void accounts_cut(struct academy *academy);

/**
 * Who here, with a role, is called [name], or was invited by that name; A to Z in any case. False:
 * nobody. [count]: how many, as far as is known.
 */
bool accounts_named(const struct academy *academy, const char *name, struct br_id *member,
                    size_t *count);

/* --- for handlers --- */

struct accounts *accounts_of(const struct br_site_call *call);
/** The sign-in of who asks; NULL: nobody's. */
struct br_sign_in *accounts_row(const struct br_site_call *call);
/**
 * A new sign-in, in place of the one that this browser had: the answer bears its cookies. False:
 * it could not be kept; the call is not answered.
 */
BR_MUST_USE bool accounts_begin(struct br_site_call *call, const struct br_id *member, bool factor,
                                bool half_way);
/** End one, on disk first. */
BR_MUST_USE enum br_status accounts_end(struct accounts *accounts,
                                        const struct br_hash *token_hash);
/** All of a member's but [keep] (NULL: none); devices are not meant. */
BR_MUST_USE enum br_status accounts_end_all(struct accounts *accounts, const struct br_id *member,
                                            const struct br_hash *keep);

/** What wrong passwords count against; lives as long as the call. */
struct account_try {
    struct br_try attempt;
    uint8_t address[BR_TRIES_ADDRESS_SIZE];
    uint8_t browser[BR_BROWSER_NUMBER_SIZE];
    char name[BR_SIGN_IN_NAME_MAX + 1];
};
/** [name] is folded; [account] may be NULL: there is none of that name. */
void accounts_try(struct br_site_call *call, const char *name, const struct br_account *account,
                  struct account_try *attempt);
/**
 * What wrong codes count against besides, wherever they come from: a bucket of the account, apart
 * from those of passwords, as if all came from one browser, whose number is zero.
 */
void accounts_try_code(const struct account_try *attempt, struct account_try *of_account);
/** Take one. False: it has been answered that it is too early, with [page]. */
BR_MUST_USE bool accounts_may_try(struct br_site_call *call, const struct account_try *attempt,
                                  const char *page);
/** As br_tries_of_address: 0, or how many before whom others go. */
uint32_t accounts_tries_of_address(struct br_site_call *call, const struct account_try *attempt);
void accounts_give_back(struct br_site_call *call, const struct account_try *attempt);

/**
 * Is what was typed in [field] (not NULL) the password of [account], who asks? Then [then] with
 * BR_OK; BR_ERR_REFUSED: no, and it has been complained of; else it could not be looked at. When
 * too much was tried, the call is answered, and nothing follows.
 */
void accounts_confirm(struct br_site_call *call, const struct br_account *account,
                      const char *field,
                      void (*then)(struct br_site_call *call, enum br_status status));

/** A line in the log of what an admin did; never names, ids only. */
void accounts_audit(const struct br_site_call *call, const char *what, const struct br_id *about);

/** A complaint, and the page again with [status]; root may be NULL. */
void accounts_refuse(struct br_site_call *take_call, int status, const char *page,
                     const char *field, const char *sentence);
/** The server cannot just now: 503. */
void accounts_not_now(struct br_site_call *take_call, const char *page);

/** A code of the app, each step once, or a recovery code, each once. BR_ERR_REFUSED: neither. */
BR_MUST_USE enum br_status account_use_code(struct br_private *private,
                                            const struct br_account *account, const char *typed);

/* account_sign_in.c, account_join.c, account_page.c, admin.c */
extern const struct br_site_route account_routes[];
extern const size_t account_routes_count;

void account_sign_in_page(struct br_site_call *call);
void account_sign_in(struct br_site_call *call);
void account_code_page(struct br_site_call *call);
void account_code(struct br_site_call *call);
void account_help_page(struct br_site_call *call);
void account_sign_out(struct br_site_call *call);
void account_join_page(struct br_site_call *call);
void account_join_find(struct br_site_call *call);
void account_join(struct br_site_call *call);
void account_show(struct br_site_call *call);
void account_end_session(struct br_site_call *call);
void account_password(struct br_site_call *call);
/** The page of the account again, with what was complained of. */
void account_show_again(struct br_site_call *take_call, int status);
void account_device_add(struct br_site_call *call);
void account_device_end(struct br_site_call *call);
void account_factor_page(struct br_site_call *call);
void account_factor(struct br_site_call *call);
void account_factor_remove(struct br_site_call *call);

/* score.c */
void score_page(struct br_site_call *call);
void score_give(struct br_site_call *call);

#endif
