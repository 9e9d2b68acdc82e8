/* account_tries.c - who may try a password or a code, and is it right? */
#include "server/account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void accounts_try(struct br_site_call *call, const char *name, const struct br_account *account,
                  struct account_try *attempt)
{
    struct accounts *accounts = accounts_of(call);
    struct br_exchange *exchange = br_site_exchange(call);
    struct br_bytes cookies;
    bool known = false;
    *attempt = (struct account_try){.attempt.known = BR_STRANGER};
    (void)snprintf(attempt->name, sizeof attempt->name, "%s", name);
    br_tries_address(br_exchange_remote(exchange), attempt->address);
    if (account == NULL) {
        return;
    }
    if (br_exchange_header(exchange, "cookie", &cookies) &&
        br_cookie_browser(cookies, br_site_secure(call), accounts->key.bytes, &account->member,
                          attempt->browser)) {
        attempt->attempt.known = BR_KNOWN_BROWSER;
    } else if (br_private_knows_address(
                   accounts->academy->private, &account->member,
                   (struct br_bytes){attempt->address, sizeof attempt->address}, &known) == BR_OK &&
               known) {
        attempt->attempt.known = BR_KNOWN_ADDRESS;
    }
}

void accounts_try_code(const struct account_try *attempt, struct account_try *of_account)
{
    *of_account = (struct account_try){.attempt.known = BR_KNOWN_BROWSER};
    (void)snprintf(of_account->name, sizeof of_account->name, "%s", attempt->name);
}

static struct br_try try_of(const struct account_try *attempt)
{
    struct br_try made = attempt->attempt;
    made.account = br_bytes_of_text(attempt->name);
    made.address = (struct br_bytes){attempt->address, sizeof attempt->address};
    made.browser = (struct br_bytes){attempt->browser, sizeof attempt->browser};
    return made;
}

uint32_t accounts_tries_of_address(struct br_site_call *call, const struct account_try *attempt)
{
    struct br_try made = try_of(attempt);
    return br_tries_of_address(accounts_of(call)->tries, &made, br_clock_read().mono_ms);
}

bool accounts_may_try(struct br_site_call *call, const struct account_try *attempt,
                      const char *page)
{
    struct br_try made = try_of(attempt);
    char text[160];
    uint64_t wait_ms = br_tries_take(accounts_of(call)->tries, &made, br_clock_read().mono_ms);
    if (wait_ms == 0) {
        return true;
    }
    unsigned long long seconds = (wait_ms + 999) / 1000;
    unsigned long long minutes = (seconds + 59) / 60;
    (void)snprintf(text, sizeof text, "Retry-After: %llu\r\n", seconds);
    br_site_header(call, text);
    (void)snprintf(text, sizeof text,
                   "Too much was tried that did not fit. Wait %llu minute%s, then try again.",
                   minutes, minutes == 1 ? "" : "s");
    accounts_refuse(call, 429, page, NULL, text);
    return false;
}

void accounts_give_back(struct br_site_call *call, const struct account_try *attempt)
{
    struct br_try made = try_of(attempt);
    br_tries_give_back(accounts_of(call)->tries, &made);
}

/* --- one's own password, asked again --- */

struct confirming {
    struct br_site_call *call;
    struct br_account account;
    struct account_try attempt;
    char field[BR_FIELD_NAME_MAX];
    void (*then)(struct br_site_call *call, enum br_status status);
};

static void confirming_end(struct confirming *confirming, enum br_status status)
{
    struct br_site_call *call = confirming->call;
    void (*then)(struct br_site_call *, enum br_status) = confirming->then;
    if (status == BR_ERR_REFUSED) {
        br_site_complain(call, confirming->field, "This is not your password now.");
    }
    br_wipe(&confirming->account, sizeof confirming->account);
    free(confirming);
    then(call, status);
}

static void on_confirmed(void *context, const struct br_password_answer *answer)
{
    struct confirming *confirming = context;
    if (answer->status != BR_ERR_REFUSED) {
        accounts_give_back(confirming->call, &confirming->attempt);
    }
    confirming_end(confirming, answer->status);
}

void accounts_confirm(struct br_site_call *call, const struct br_account *account,
                      const char *field,
                      void (*then)(struct br_site_call *call, enum br_status status))
{
    struct br_passwords *passwords = accounts_of(call)->passwords;
    const char *password = br_site_field(call, field);
    struct confirming *confirming = calloc(1, sizeof *confirming);
    BR_ASSERT(confirming != NULL && password != NULL && strlen(field) < sizeof confirming->field);
    *confirming = (struct confirming){.call = call, .account = *account, .then = then};
    (void)snprintf(confirming->field, sizeof confirming->field, "%s", field);
    accounts_try(call, account->name, account, &confirming->attempt);
    if (!accounts_may_try(call, &confirming->attempt, "error")) {
        br_wipe(&confirming->account, sizeof confirming->account);
        free(confirming);
        return;
    }
    if (passwords == NULL ||
        !br_passwords_check(passwords, account->password, br_bytes_of_text(password), 0,
                            on_confirmed, confirming)) {
        accounts_give_back(call, &confirming->attempt);
        confirming_end(confirming, BR_ERR_BUSY);
    }
}
