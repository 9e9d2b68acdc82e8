/**
 * limits.h - every maximum of the program, in one place. Each is tested at n-1, n and n+1.
 *
 * _MAX is the largest allowed value. Sizes are bytes, times are milliseconds.
 */
#ifndef BR_BASE_LIMITS_H
#define BR_BASE_LIMITS_H

/* NOLINTBEGIN(bugprone-implicit-widening-of-multiplication-result): constants far below 2^32 */

/* --- frames and messages from outside (DESIGN section 9) --- */
#define BR_FRAME_SIZE_MAX (256u * 1024u) /* one frame, without its four length bytes */
#define BR_MESSAGE_DEPTH_MAX 8u          /* messages inside messages, the outermost counts as 1 */
#define BR_MESSAGE_FIELDS_MAX 1024u      /* fields of one message and all inside it */
#define BR_MESSAGE_TYPE_FIELDS_MAX 128u  /* fields that one type of message declares */
#define BR_KINDS_MAX 256u                /* kinds of records that one build knows */
#define BR_ARENA_FRAME_SIZE_MAX (4u * BR_FRAME_SIZE_MAX) /* what unpacking one frame may allocate */
#define BR_ARENA_PAYLOAD_SIZE_MAX (512u * 1024u) /* what unpacking one payload may allocate */

/* --- records --- */
#define BR_RECORD_SIZE_MAX (64u * 1024u)                /* one record as it travels */
#define BR_PAYLOAD_SIZE_MAX (BR_RECORD_SIZE_MAX - 128u) /* leaves room for the header's remainder */
#define BR_BATCH_RECORDS_MAX 256u                       /* records under one head */
#define BR_BATCH_SIZE_MAX (192u * 1024u)                /* bytes of records under one head */
#define BR_FORK_SIZE_MAX (200u * 1024u)          /* two batches of headers, a key record each */
#define BR_SEQ_MAX ((1ull << 40) - 1u)           /* a position is stream << 40 | seq */
#define BR_EPOCH_MAX ((1u << 23) - 1u)           /* epoch << 40 | seq must fit 63 bits */
#define BR_STREAM_NUMBER_MAX ((1u << 21) - 1u)   /* replica-local stream numbers */
#define BR_STREAM_LOCAL_FIRST (1u << 20)         /* numbers from here on belong to local.db */
#define BR_CLOCK_LEAD_MAX_MS (10u * 60u * 1000u) /* a remote HLC lifts ours no further than this */
#define BR_TEXT_NAME_MAX 200u                    /* names and titles, bytes of UTF-8 */

/* --- storage --- */
#define BR_WRITE_GROUP_MAX 1024u                   /* writes in one transaction of the log */
#define BR_WRITE_GROUP_SIZE_MAX (1024u * 1024u)    /* bytes of payload in one such transaction */
#define BR_DB_VALUE_SIZE_MAX (16u * 1024u * 1024u) /* one text, blob or row of any of our files */
#define BR_STORE_BATCHES_MAX 64u /* received batches in one transaction of the log */
#define BR_SCRUB_BATCHES 16u     /* read through in one piece */
#define BR_DAMAGES_MAX 8u        /* damaged streams that are mended at once */
#define BR_ACADEMY_KEYS_MAX 64u  /* key bindings of one academy that are remembered */
#define BR_WAITING_SIZE_MAX \
    (64u * 1024u * 1024u) /* bytes that wait for the logs before we stop reading */
#define BR_WAITING_CONNECTION_MAX \
    (4u * 1024u * 1024u)                       /* ... of one connection: others are still read */
#define BR_CHECKPOINT_LOG_PAGES 400u           /* of 4 KiB: one sync that stalls nobody */
#define BR_CHECKPOINT_LOG_PAGES_MAX 8192u      /* while batches keep coming */
#define BR_CHECKPOINT_VIEWS_PAGES 500u         /* of 8 KiB */
#define BR_CHECKPOINT_VIEWS_PAGES_MAX 8192u    /* while there is more to fold */
#define BR_FOLD_RECORDS_MAX 64000u             /* records folded in one transaction of the views */
#define BR_FOLD_SIZE_MAX (64u * 1024u * 1024u) /* bytes of records folded in one transaction */
#define BR_FOLD_ARENA_SIZE_MAX (128u * 1024u * 1024u) /* unpacked; looked at after each batch */
#define BR_FOLD_WAIT_IDLE_MS 2u          /* behind a log that is idle: answers go first */
#define BR_FOLD_WAIT_MS 20u              /* while the log writes on, to fold more at once */
#define BR_FOLD_WAIT_CATCHING_UP_MS 250u /* while batches keep coming */
#define BR_VIEWS_READERS 3u              /* pages that are made at once */
#define BR_LOOKS_WAITING_MAX 512u        /* pages that wait for a reader */
#define BR_SEEN_WAITING_MAX 1024u        /* writes whose fold somebody waits for */
#define BR_SEEN_WAIT_MS 2000u            /* then a page is shown without the write */
#define BR_FOLD_RETRY_MS 1000u           /* after a fold that failed: a full disk, say */
#define BR_CHORE_RETRY_MS 10000u         /* after a purge, say, that failed */
#define BR_REASON_SIZE_MAX 240u          /* why a write was refused, bytes of UTF-8 */

/* --- a member's desk --- */
#define BR_DESK_MARKS_MAX 20000u  /* threads whose reading is kept of one member, the latest */
#define BR_DESK_FOLLOWS_MAX 1000u /* what one member follows */
#define BR_DESK_DRAFTS_MAX 100u   /* that one member keeps */
#define BR_DRAFT_SIZE_MAX (96u * 1024u)     /* the fields of one draft, as JSON */
#define BR_DESK_NAME_MAX 200u               /* a form, a subject, a topic; bytes of UTF-8 */
#define BR_VISIT_GAP_MS (30u * 60u * 1000u) /* who was away longer comes on another visit */

/* --- search --- */
#define BR_SEARCH_PIECE_RECORDS_MAX 512u /* whose words are taken in at once */
#define BR_SEARCH_RETRY_MS 5000u         /* after a piece that failed: a full disk, say */
#define BR_SEARCH_TEXT_MAX 200u /* of what a person typed, bytes of UTF-8; the rest is left */
#define BR_SEARCH_WORDS_MAX 12u /* of them */
#define BR_SEARCH_PREFIX_MIN 3u /* letters of the last word, for it to be one's beginning */

/* --- sessions --- */
#define BR_GROUP_ACADEMIES_MAX 16u /* whom a group is for */
#define BR_GROUPS_OF_ONE_MAX 64u   /* groups of one other academy; half of them by relays' word */
#define BR_PEERS_MAX 256u          /* academies that one server talks to */
#define BR_SESSIONS_MAX 4096u      /* academies and devices connected at once */
#define BR_STREAMS_MAX 65536u      /* streams of one replica */
#define BR_HEADS_FRAME_MAX 64u     /* heads in one frame; more travel in further frames */
#define BR_RECEIPTS_FRAME_MAX 64u
#define BR_CREDIT_WINDOW (4u * 1024u * 1024u) /* batch bytes that a receiver lets be under way */
#define BR_READS_IN_FLIGHT_MAX 4u             /* log reads under way for one session */
#define BR_SUBMIT_WINDOW_MAX 256u             /* writes of one device without an outcome yet */
#define BR_SUBMIT_FRAME_MAX 64u               /* writes in one submit frame */
#define BR_HELLO_DEADLINE_MS 10000u           /* from connection to the other's hello */
#define BR_IDLE_PING_MS 15000u                /* silence after which we ask */
#define BR_IDLE_CLOSE_MS 45000u               /* silence after which we hang up */
#define BR_HEADS_INTERVAL_MS 250u    /* announcements of one session are no closer than this */
#define BR_RECEIPTS_INTERVAL_MS 500u /* receipts to one session are no closer than this */
#define BR_TICKETS_MAX 65536u        /* jobs asked of the store and not answered */
#define BR_SOURCE_STALL_MS 10000u    /* no progress from a source that is ahead: try another */
#define BR_SOURCE_GRACE_MS 1000u     /* a relay may get a record this much later than another */
#define BR_SOURCE_SHUN_MS 60000u     /* a source of records that do not verify; then doubling */
#define BR_EARLY_FORKS_MAX 64u       /* proofs that cannot be judged yet, in all */
#define BR_SHOW_DEADLINE_MS 5000u    /* from asking to be shown records to seeing them */
#define BR_DOUBT_ROUNDS_MAX 48u      /* questions to find where two copies of a stream part */
#define BR_MEND_RETRY_MS 10000u      /* when nobody could mend a damage */
#define BR_HINTS_MAX 1024u           /* heads remembered of academies that ours does not accept */
#define BR_OWN_TAIL_WAIT_MS 10000u   /* after a restore: for peers that neither answer nor fail */
#define BR_DIAL_DELAY_FIRST_MS 250u
#define BR_DIAL_DELAY_MAX_MS 30000u

/* --- network --- */
#define BR_CLIENT_HELLO_SIZE_MAX 4096u        /* peeked before any TLS state is allocated */
#define BR_CERTIFICATE_SIZE_MAX (16u * 1024u) /* the other side's Certificate message */
#define BR_HANDSHAKES_MAX 64u                 /* TLS handshakes at once */
#define BR_HANDSHAKES_A_TURN 4u               /* begun in one loop turn: 0.3 ms of CPU each */
#define BR_ACCEPTS_A_TURN 16u                 /* sockets accepted in one loop turn */
#define BR_CONNECTIONS_MAX 8192u         /* accepted sockets at once, before and after handshake */
#define BR_CONNECTIONS_ADDRESS_MAX 2048u /* ... of one address; a hospital may have one */
#define BR_LISTEN_BACKLOG 1024u          /* sockets that wait in the kernel's queue */
#define BR_HANDSHAKE_DEADLINE_MS 5000u
#define BR_ENROLMENTS_MAX 256u     /* devices that join at once: anybody may knock */
#define BR_DIAL_DEADLINE_MS 10000u /* from br_dial_start to on_open */
#define BR_DIAL_ADDRESS_MS 3000u   /* one address of a name, when there is another to try */
#define BR_WRITE_QUEUE_MAX (8u * 1024u * 1024u) /* unsent bytes of one connection */
#define BR_WRITE_QUEUE_LOW (512u * 1024u)       /* below this a full connection wants more */
#define BR_WRITE_CHUNK_SIZE (64u * 1024u)       /* plain bytes encrypted for one system call */
#define BR_WRITE_CHUNKS_KEPT_MAX 64u            /* empty chunks of a loop, kept for reuse: 4 MiB */
#define BR_WRITE_TURN_SIZE (1024u * 1024u)      /* plain bytes of one connection in one loop turn */
#define BR_STOP_DEADLINE_MS 2000u               /* from SIGTERM to exit */

/* --- web --- */
#define BR_HTTP_HEAD_SIZE_MAX (16u * 1024u) /* address and header lines of one request */
#define BR_HTTP_HEADERS_MAX 64u
#define BR_HTTP_TARGET_SIZE_MAX 4096u
#define BR_HTTP_BODY_SIZE_MAX (1024u * 1024u) /* a form; a CSV that is pasted */
#define BR_HTTP_REQUEST_MS 20000u             /* from the first byte of a request to its last */
#define BR_HTTP_IDLE_MS 60000u                /* between two requests of a connection */
#define BR_WEB_REQUESTS_MAX 256u              /* whose answers are being made */
#define BR_WEB_STREAMS_MAX 4096u              /* pages that are kept up to date */
#define BR_FORM_FIELDS_MAX 1600u              /* a driver diagram's boxes, eight inputs each */
#define BR_FORM_ROWS_MAX 200u                 /* of one kind in a form */
#define BR_ROUTE_NAMES_MAX 4u                 /* that one address has, such as an id */
#define BR_SITE_CALL_SIZE_MAX (8u * 1024u * 1024u) /* what one request's fields and messages take */
#define BR_SITE_SIZE_MAX (4u * 1024u * 1024u)      /* names of files and hosts of one site */
#define BR_SITE_LIVE_MS 500u                       /* until open pages are told of a change */
#define BR_SITE_ROWS_MAX 200                       /* that a reader may ask a list for at once */
#define BR_SITE_WRITES_MAX 16u                     /* that one form says: 2,720 points */
#define BR_PAGE_TICKETS_MAX 1024u                  /* that strangers' pages hold, in all */
#define BR_PAGE_TICKETS_OF_ONE_MAX 256u            /* of one meeting that is being scored */
#define BR_PAGE_TICKET_MS (30u * 60u * 1000u)      /* a page's, until it is loaded again */
#define BR_PHONE_SCORES_MAX 200u                   /* of one meeting; a room has fewer people */
#define BR_HTTP_BODY_KEPT_MAX (16u * 1024u) /* memory for bodies that an idle connection keeps */
#define BR_CONTROL_REQUEST_MAX (64u * 1024u * 1024u) /* arguments and standard input of one verb */
#define BR_CONTROL_ARGUMENTS_MAX 1024u               /* arguments of one verb */
#define BR_CONTROL_ANSWER_MAX (64u * 1024u * 1024u)  /* output that the asker has not read yet */
#define BR_CONTROL_CLIENTS_MAX 16u
#define BR_FOLDER_WAIT_MS 10000u /* for another process to be done with a server's folder */

/* --- people's accounts on a server --- */
#define BR_SIGN_IN_NAME_MAX 100u        /* what is typed to sign in, bytes of UTF-8 */
#define BR_PASSWORD_CHARACTERS_MIN 8u   /* 15 are advised */
#define BR_PASSWORD_CHARACTERS_MAX 128u /* of up to four bytes each */
#define BR_PASSWORD_HASHES_MAX 2u       /* at once: each takes 32 MiB and a thread */
#define BR_PASSWORD_QUEUE_MAX 128u      /* that wait for it; what strangers fill is half */
#define BR_PASSWORD_STRANGERS 120u /* hashed for browsers that we do not know without a pause */
#define BR_PASSWORD_STRANGERS_REFILL_MS 500u /* ... then two a second: others wait, in turn */
#define BR_RECOVERY_CODES 10u                /* given with a second factor, each for one sign-in */
#define BR_ACCOUNT_SIGN_INS_MAX 50u /* browsers in which one person is signed in: the oldest ends */
#define BR_SIGN_INS_MAX 16384u      /* ... of all people */
#define BR_ACCOUNT_ADDRESSES_MAX 16u /* remembered for a person who signed in from them */
#define BR_SIGN_IN_IDLE_MS (12ull * 3600u * 1000u)
#define BR_SIGN_IN_LIFE_MS (30ull * 24u * 3600u * 1000u)
#define BR_SIGN_IN_IDLE_ADMIN_MS (2ull * 3600u * 1000u)
#define BR_SIGN_IN_LIFE_ADMIN_MS (7ull * 24u * 3600u * 1000u)
#define BR_SIGN_IN_CODE_MS (10ull * 60u * 1000u) /* from the password to the code */
#define BR_ACCOUNT_HALF_WAY_MAX 3u               /* sign-ins of an account whose code is to come */
#define BR_SIGN_IN_CODES_MAX 5u                  /* wrong ones, then the password again */
#define BR_SIGN_IN_KEPT_MS 60000u                /* how exactly the last use is kept on disk */
#define BR_TRIES_KEPT_MAX 65536u /* accounts, or addresses, whose wrong passwords are counted */
#define BR_TRIES_ACCOUNT 10u     /* wrong passwords for an account, from where it is not known */
#define BR_TRIES_ACCOUNT_REFILL_MS 120000u /* ... and one more each two minutes */
#define BR_TRIES_KNOWN 20u                 /* from a browser or address that it is known from */
#define BR_TRIES_KNOWN_REFILL_MS 60000u
#define BR_TRIES_ADDRESS 30u /* of one address, for all accounts together */
#define BR_TRIES_ADDRESS_REFILL_MS 20000u

/* --- files and people's input --- */
#define BR_CSV_SIZE_MAX (32u * 1024u * 1024u)
#define BR_CSV_COLUMNS_MAX 256u
#define BR_FIELD_NAME_MAX 64u           /* one part of a dotted field name */
#define BR_NUMBER_TEXT_MAX 64u          /* a number as people write it */
#define BR_JSON_LINE_MAX (256u * 1024u) /* one line of a batch file */
#define BR_POINTS_RECORD_MAX 170u       /* points in one record: six fields each, below 1,024 */
#define BR_CODE_TEXT_MAX 1024u          /* an invitation or peer code as text */
#define BR_INVITATION_LIFE_MS (7ull * 24u * 3600u * 1000u)
#define BR_DEVICE_CODE_LIFE_MS (15ull * 60u * 1000u) /* of a code that adds one's own device */
#define BR_REPORT_LINK_LIFE_MS (90ull * 24u * 3600u * 1000u) /* of a link to a report */
#define BR_REPORT_LINKS_MAX 20u      /* of one report that work at the same time */
#define BR_CLIENT_UNFOLDED_MAX 4096u /* outbox writes shown as if they had happened */

/* --- the client's verbs --- */
#define BR_OPTIONS_MAX 64u            /* options given to one verb */
#define BR_ARGUMENTS_MAX 16u          /* what stands beside them */
#define BR_ID_SUFFIX_MIN 4u           /* hex digits that name a thing by its end */
#define BR_CANDIDATES_MAX 10u         /* things listed when an end is not unique */
#define BR_IMPORT_POINTS_MAX 20000u   /* points of one import */
#define BR_IMPORT_FAULTS_MAX 50u      /* bad rows told one by one; the rest are counted */
#define BR_BATCH_GROUP_MAX 512u       /* lines of a batch file in one transaction */
#define BR_BATCH_KEY_MAX 200u         /* a line's key or name */
#define BR_CLIENT_BUSY_WAIT_MS 10000u /* for another verb to be done with the folder */
#define BR_SYNC_WAIT_MS 20000u        /* for a connection, and then for anything to happen */

/* --- measures and their charts --- */
#define BR_SPC_POINTS_MAX 20000u /* of one series */
#define BR_SPC_REBASES_MAX 100u  /* of one series: each needs a reason that somebody wrote */
#define BR_SPC_LIMITS_MIN 13u   /* points of a phase from which its limits are no longer on trial */
#define BR_SPC_BASELINE_MIN 12u /* points that limits may be fixed after */
#define BR_SPC_VALUE_MAX 1e15   /* a double still tells 1e15 from 1e15 + 1 */
#define BR_SPC_YEAR_FIRST 1900u
#define BR_SPC_YEAR_LAST 2199u
#define BR_SPC_FAULTS_MAX 50u                  /* bad rows told one by one; the rest are counted */
#define BR_CHART_TAGS_MAX 200u                 /* PDSAs and events on one chart */
#define BR_CHART_LABEL_MAX 40u                 /* characters of a label inside a chart */
#define BR_CHART_SIZE_MAX (4u * 1024u * 1024u) /* for the buffers that charts are drawn into */
#define BR_DRIVER_BOXES_MAX 200u               /* of one driver diagram, beside its aim */
#define BR_DRIVER_TEXT_MAX 300u                /* bytes of its longest text, the aim */
#define BR_TIMELINE_ROWS_MAX 300u              /* academies of one time line */
#define BR_TIMELINE_BARS_MAX 4200u             /* their steps, or what they counted */
#define BR_TERMINAL_CHART_COLUMNS_MIN 40u
#define BR_TERMINAL_CHART_COLUMNS_MAX 240u

/* --- pages --- */
#define BR_PAGE_TREE_SIZE_MAX (16u * 1024u * 1024u) /* what the queries of one page may return */
#define BR_PAGE_ROWS_MAX 20000u
#define BR_QUERY_COLUMNS_MAX 64u                      /* columns of one query of a page */
#define BR_PAGE_BLOCKS_MAX 32u                        /* queries of one page */
#define BR_PAGE_NESTING_MAX 8u                        /* rows inside rows */
#define BR_PAGE_OUTPUT_SIZE_MAX (64u * 1024u * 1024u) /* for the buffers that pages render to */
#define BR_PAGES_SIZE_MAX (4u * 1024u * 1024u)        /* queries and templates of all pages, read */
#define BR_TEMPLATE_DEPTH_MAX 32u                     /* sections and partials inside one another */

/* NOLINTEND(bugprone-implicit-widening-of-multiplication-result) */

#endif
