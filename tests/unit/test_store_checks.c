/* test_store_checks.c - what the domain refuses, and in which words: every check with good, bad and
 * just-at-the-limit input, through the log that runs them. */
#include "store_checks_fixture.h"

#define AT_THREAD "\"thread\": \"10101010101010101010101010101010\""
#define AT_MEASURE "\"measure\": \"40404040404040404040404040404040\""
#define AT_ROOM "\"room\": \"30303030303030303030303030303030\""
#define THEM "\"0202020202020202020202020202020202020202020202020202020202020202\""
#define SOME "\"52525252525252525252525252525252\""
#define EDIT AT_THREAD ", \"post\": \"10101010101010101010101010101010\""
#define BASED ", \"based_on\": [\"10101010101010101010101010101010\"]"

static void test_texts_keep_to_their_bytes(void)
{
    static const struct {
        const char *kind;
        unsigned author;
        enum br_audience_type audience;
        size_t size_max;
        const char *form;
        const char *reason;
    } texts[] = {
        {"academy_profile", 0, 1, 200, "{\"name\": \"$T\"}",
         "The name is too long: at most 200 bytes."},
        {"academy_profile", 0, 1, 200, "{\"name\": \"A\", \"place\": \"$T\"}",
         "The place is too long: at most 200 bytes."},
        {"academy_profile", 0, 1, 61440, "{\"name\": \"A\", \"about\": \"$T\"}",
         "The text about the academy is too long: at most 60 KB."},
        {"academy_accepted", 0, 1, 200,
         "{\"academy\": \"0202020202020202020202020202020202020202020202020202020202020202\","
         " \"accepted\": true, \"name\": \"$T\"}",
         "The name is too long: at most 200 bytes."},
        {"member_profile", ANNA, 3, 200,
         "{\"member\": \"51515151515151515151515151515151\", \"name\": \"$T\"}",
         "The name is too long: at most 200 bytes."},
        {"member_profile", ANNA, 1, 200,
         "{\"member\": \"51515151515151515151515151515151\", \"pathway\": \"$T\"}",
         "The pathway is too long: at most 200 bytes."},
        {"member_profile", ANNA, 3, 2000,
         "{\"member\": \"51515151515151515151515151515151\", \"ask_me_about\": \"$T\"}",
         "\"Ask me about\" is too long: at most 2,000 bytes."},
        {"thread_started", ANNA, 1, 200, "{\"title\": \"$T\"}",
         "The title is too long: at most 200 bytes."},
        {"thread_started", ANNA, 1, 61440, "{\"title\": \"T\", \"text\": \"$T\"}",
         "The text is too long: at most 60 KB."},
        {"thread_started", ANNA, 1, 61440, "{\"title\": \"T\", \"tried\": \"$T\"}",
         "What you tried is too long: at most 60 KB."},
        {"thread_started", ANNA, 1, 200, "{\"title\": \"T\", \"pathway\": \"$T\"}",
         "The pathway is too long: at most 200 bytes."},
        {"thread_started", ANNA, 1, 60, "{\"title\": \"T\", \"topics\": [\"a\", \"$T\"]}",
         "A topic has 1 to 60 bytes."},
        {"tried_here", ANNA, 1, 2000,
         "{" AT_THREAD ", \"outcome\": \"not\", \"different\": \"$T\"}",
         "What was different is too long: at most 2,000 bytes."},
        {"post_hidden", ANNA, 3, 2000,
         "{" AT_THREAD ", \"thread_academy\": " THEM ", \"hidden\": true, \"reason\": \"$T\"}",
         "The reason is too long: at most 2,000 bytes."},
        {"withdrawal_asked", ANNA, 1, 2000,
         "{" AT_THREAD ", \"academy\": " THEM ", \"reason\": \"$T\"}",
         "The reason is too long: at most 2,000 bytes."},
        {"post_withdrawn", ANNA, 1, 2000, "{" AT_THREAD ", \"reason\": \"$T\"}",
         "The reason is too long: at most 2,000 bytes."},
        {"post_withdrawn_by_academy", ANNA, 1, 2000, "{" AT_THREAD ", \"reason\": \"$T\"}",
         "The reason is too long: at most 2,000 bytes."},
        {"identifier_allowed", ANNA, 1, 2000, "{\"record\": " SOME ", \"reason\": \"$T\"}",
         "The reason is too long: at most 2,000 bytes."},
        {"academy_context", ANNA, 1, 2000, "{\"size\": \"$T\"}",
         "The size is too long: at most 2,000 bytes."},
        {"academy_context", ANNA, 1, 16384, "{\"structure\": \"$T\"}",
         "A part of the page is too long: at most 16 KB each."},
        {"academy_context", ANNA, 1, 16384, "{\"expects\": \"$T\"}",
         "A part of the page is too long: at most 16 KB each."},
        {"academy_context", ANNA, 1, 16384, "{\"newcomers\": \"$T\"}",
         "A part of the page is too long: at most 16 KB each."},
        {"member_profile", ANNA, 1, 2000,
         "{\"member\": \"51515151515151515151515151515151\", \"skills\": \"$T\"}",
         "The skills are too long: at most 2,000 bytes."},
        {"post_written", ANNA, 1, 61440, "{" AT_THREAD ", \"text\": \"$T\"}",
         "The text is too long: at most 60 KB."},
        {"post_edited", ANNA, 1, 61440, "{" EDIT BASED ", \"text\": \"$T\"}",
         "The text is too long: at most 60 KB."},
        {"post_edited", ANNA, 1, 200, "{" EDIT BASED ", \"title\": \"$T\"}",
         "The title is too long: at most 200 bytes."},
        {"room_opened", ANNA, 3, 200, "{\"name\": \"$T\", \"pathway\": \"P\"}",
         "The name is too long: at most 200 bytes."},
        {"room_opened", ANNA, 3, 200, "{\"name\": \"N\", \"pathway\": \"$T\"}",
         "The pathway is too long: at most 200 bytes."},
        {"room_opened", ANNA, 3, 2000, "{\"name\": \"N\", \"pathway\": \"P\", \"purpose\": \"$T\"}",
         "The purpose is too long: at most 2,000 bytes."},
        {"room_opened", ANNA, 3, 200, "{\"name\": \"N\", \"pathway\": \"P\", \"slot\": \"$T\"}",
         "The weekly slot is too long: at most 200 bytes."},
        {"room_opened", ANNA, 3, 200, "{\"name\": \"N\", \"pathway\": \"P\", \"place\": \"$T\"}",
         "The place is too long: at most 200 bytes."},
        {"measure_defined", ANNA, 3, 200, "{\"title\": \"$T\"}",
         "The title is too long: at most 200 bytes."},
        {"measure_defined", ANNA, 3, 2000, "{\"title\": \"M\", \"definition\": \"$T\"}",
         "The definition is too long: at most 2,000 bytes."},
        {"measure_defined", ANNA, 3, 200, "{\"title\": \"M\", \"numerator\": \"$T\"}",
         "Numerator, denominator, unit and frequency have at most 200 bytes each."},
        {"measure_defined", ANNA, 3, 200, "{\"title\": \"M\", \"denominator\": \"$T\"}",
         "Numerator, denominator, unit and frequency have at most 200 bytes each."},
        {"measure_defined", ANNA, 3, 200, "{\"title\": \"M\", \"unit\": \"$T\"}",
         "Numerator, denominator, unit and frequency have at most 200 bytes each."},
        {"measure_defined", ANNA, 3, 200, "{\"title\": \"M\", \"frequency\": \"$T\"}",
         "Numerator, denominator, unit and frequency have at most 200 bytes each."},
        {"measure_shared", ANNA, 1, 200,
         "{\"copy_of\": \"40404040404040404040404040404040\", \"title\": \"$T\"}",
         "The title is too long: at most 200 bytes."},
        {"measure_shared", ANNA, 1, 2000,
         "{\"copy_of\": \"40404040404040404040404040404040\", \"title\": \"M\","
         " \"definition\": \"$T\"}",
         "The definition is too long: at most 2,000 bytes."},
        {"measure_shared", ANNA, 1, 200,
         "{\"copy_of\": \"40404040404040404040404040404040\", \"title\": \"M\","
         " \"pathway\": \"$T\"}",
         "Numerator, denominator, unit, frequency and pathway have at most 200 bytes each."},
        {"points_recorded", ANNA, 3, 200,
         "{" AT_MEASURE ", \"points\": [{\"date\": \"2024-01-01\", \"note\": \"$T\"}]}",
         "A note is too long: at most 200 bytes."},
        {"points_corrected", ANNA, 3, 200,
         "{" AT_MEASURE ", \"reason\": \"r\","
         " \"points\": [{\"date\": \"2024-01-01\", \"note\": \"$T\"}]}",
         "A note is too long: at most 200 bytes."},
        {"points_corrected", ANNA, 3, 200,
         "{" AT_MEASURE ", \"reason\": \"$T\", \"points\": [{\"date\": \"2024-01-01\"}]}",
         "The reason is too long: at most 200 bytes."},
        {"measure_changed", ANNA, 3, 200,
         "{" AT_MEASURE ", \"based_on\": [" SOME "], \"title\": \"$T\"}",
         "The title is too long: at most 200 bytes."},
        {"measure_changed", ANNA, 3, 2000,
         "{" AT_MEASURE ", \"based_on\": [" SOME "], \"title\": \"M\", \"definition\": \"$T\"}",
         "The definition is too long: at most 2,000 bytes."},
        {"measure_changed", ANNA, 3, 200,
         "{" AT_MEASURE ", \"based_on\": [" SOME "], \"title\": \"M\", \"unit\": \"$T\"}",
         "Numerator, denominator, unit, frequency and pathway have at most 200 bytes each."},
        {"measure_changed", ANNA, 3, 200,
         "{" AT_MEASURE ", \"based_on\": [" SOME "], \"title\": \"M\", \"reason\": \"$T\"}",
         "The reason is too long: at most 200 bytes."},
        {"measure_rebased", ANNA, 3, 200,
         "{" AT_MEASURE ", \"date\": \"2024-01-01\", \"reason\": \"$T\"}",
         "The reason is too long: at most 200 bytes."},
        {"measure_event", ANNA, 3, 60,
         "{" AT_MEASURE ", \"date\": \"2024-01-01\", \"title\": \"$T\"}",
         "The title is too long: at most 60 bytes."},
        {"measure_event", ANNA, 3, 200,
         "{" AT_MEASURE ", \"date\": \"2024-01-01\", \"title\": \"E\", \"reason\": \"$T\"}",
         "The reason is too long: at most 200 bytes."},
        {"measure_sharing", ANNA, 3, 200, "{" AT_MEASURE ", \"shared\": true, \"pathway\": \"$T\"}",
         "Pathway and reason have at most 200 bytes each."},
        {"measure_sharing", ANNA, 3, 200, "{" AT_MEASURE ", \"shared\": false, \"reason\": \"$T\"}",
         "Pathway and reason have at most 200 bytes each."},
    };
    start();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct br_audience audience = {.type = (uint8_t)texts[i].audience};
        for (size_t size = texts[i].size_max - 1; size <= texts[i].size_max + 1; size++) {
            const char *reason = size > texts[i].size_max ? texts[i].reason : "";
            CHECK_TEXT(
                said(texts[i].kind, texts[i].author, audience, 0, with_text(texts[i].form, size)),
                reason);
        }
    }
    stop();
}

static void test_what_is_missing_or_wrong_is_refused(void)
{
    static const struct {
        const char *kind;
        unsigned author;
        enum br_audience_type audience;
        const char *json;
        const char *reason;
    } cases[] = {
        {"academy_profile", 0, 1, "{}", "Give the academy a name."},
        {"academy_profile", 0, 1, "{\"name\": \" \\n\\t\\u00a0\"}", "Give the academy a name."},
        {"academy_accepted", 0, 1, "{\"academy\": \"0202\", \"accepted\": true}",
         "Say which academy this is about."},
        {"academy_accepted", 0, 1, "{\"accepted\": true}", "Say which academy this is about."},
        {"academy_accepted", 0, 1,
         "{\"academy\": \"0202020202020202020202020202020202020202020202020202020202020202\"}",
         "Say whether the academy is accepted."},
        {"member_profile", ANNA, 3, "{\"name\": \"A\"}", "Say whose profile this is."},
        {"member_profile", ANNA, 3, "{\"member\": \"52525252525252525252525252525252\"}",
         "Only you can write your own profile."},
        {"member_profile", 0, 3, "{\"member\": \"52525252525252525252525252525252\"}", ""},
        {"role_given", 0, 3, "{\"role\": \"coach\", \"given\": true}", "Say who gets the role."},
        {"role_given", 0, 3, "{\"member\": \"52525252525252525252525252525252\", \"given\": true}",
         "Say which role."},
        {"role_given", 0, 3,
         "{\"member\": \"52525252525252525252525252525252\", \"role\": \"coach\"}",
         "Say whether the role is given or taken away."},
        {"role_given", 0, 3,
         "{\"member\": \"52525252525252525252525252525252\", \"role\": \"coach\","
         " \"given\": true}",
         ""},
        {"thread_started", ANNA, 1, "{\"text\": \"x\"}", "Give the thread a title."},
        {"thread_started", ANNA, 1, "{\"title\": \"\"}", "Give the thread a title."},
        {"thread_started", ANNA, 1, "{\"title\": \"  \\n \"}", "Give the thread a title."},
        {"thread_started", ANNA, 1, "{\"title\": \"T\", \"text\": \"\", \"question\": true}", ""},
        {"thread_started", ANNA, 1, "{\"title\": \"T\", \"topics\": [\" \"]}",
         "A topic has 1 to 60 bytes."},
        {"thread_started", ANNA, 1, "{\"title\": \"T\", \"question\": true, \"asked\": \"02\"}",
         "The academy that is asked is not named properly."},
        {"thread_started", ANNA, 1, "{\"title\": \"T\", \"asked\": " THEM "}",
         "Only a question is addressed to an academy.\n"
         "Our academy is not connected with the academy that you ask."},
        {"thread_started", ANNA, 3, "{\"title\": \"T\", \"question\": true, \"asked\": " THEM "}",
         "A question to another academy is shared with the network."},
        {"thread_started", ANNA, 1, "{\"title\": \"T\", \"question\": true, \"asked\": " THEM "}",
         "Our academy is not connected with the academy that you ask."},
        {"thread_started", ANNA, 1, "{\"title\": \"T\", \"about\": " SOME "}",
         "Say what the thread is about: the kind of thing and which one."},
        {"thread_started", ANNA, 1, "{\"title\": \"T\", \"about_kind\": \"person\"}",
         "Say what the thread is about: the kind of thing and which one."},
        {"thread_started", ANNA, 1,
         "{\"title\": \"T\", \"about_kind\": \"academy\", \"about\": " SOME "}",
         "What the thread is about is not named properly."},
        {"thread_started", ANNA, 1,
         "{\"title\": \"T\", \"about_kind\": \"person\", \"about\": " SOME
         ", \"about_academy\": \"02\"}",
         "What the thread is about is not named properly."},
        {"thread_started", ANNA, 1,
         "{\"title\": \"T\", \"about_kind\": \"person\", \"about\": " SOME
         ", \"about_academy\": " THEM "}",
         ""},
        {"thread_started", ANNA, 1,
         "{\"title\": \"T\", \"about_kind\": \"room\", \"about\":"
         " \"30303030303030303030303030303030\"}",
         "A Big Room stays in its academy, so a thread for others cannot be about it."},
        {"thread_started", ANNA, 3,
         "{\"title\": \"T\", \"about_kind\": \"room\", \"about\":"
         " \"30303030303030303030303030303030\"}",
         ""},
        {"thread_started", ANNA, 1, /* the academy's own measure */
         "{\"title\": \"T\", \"about_kind\": \"measure\", \"about\":"
         " \"40404040404040404040404040404040\"}",
         "What is shared with others can be about shared things only, and that is not one."},
        {"thread_started", ANNA, 1, /* the shared one */
         "{\"title\": \"T\", \"about_kind\": \"measure\", \"about\":"
         " \"41414141414141414141414141414141\"}",
         ""},
        {"thread_started", ANNA, 3,
         "{\"title\": \"T\", \"about_kind\": \"measure\", \"about\":"
         " \"41414141414141414141414141414141\"}",
         ""},
        {"tried_here", ANNA, 1, "{\"outcome\": \"not\"}", "Say in which thread this was proposed."},
        {"tried_here", ANNA, 3, "{" AT_THREAD ", \"outcome\": \"not\"}",
         "There is no such thread here."},
        {"tried_here", ANNA, 1, "{" AT_THREAD ", \"outcome\": \"not\", \"post\": \"20\"}",
         "The post that was tried is not named properly."},
        {"tried_here", ANNA, 1, "{" AT_THREAD "}",
         "Say whether it worked, worked partly, or did not work."},
        {"tried_here", BEN, 1, "{" AT_THREAD ", \"outcome\": \"partly\", \"post\": " SOME "}", ""},
        {"post_hidden", ANNA, 3, "{" AT_THREAD ", \"hidden\": true, \"reason\": \"r\"}",
         "Say which text is hidden or shown again."},
        {"post_hidden", ANNA, 3, "{" AT_THREAD ", \"thread_academy\": " THEM "}",
         "Say whether the text is hidden or shown again."},
        {"post_hidden", ANNA, 3, "{" AT_THREAD ", \"thread_academy\": " THEM ", \"hidden\": true}",
         "Say why the text is hidden."},
        {"post_hidden", ANNA, 3, "{" AT_THREAD ", \"thread_academy\": " THEM ", \"hidden\": false}",
         ""},
        {"withdrawal_asked", ANNA, 1, "{" AT_THREAD ", \"reason\": \"r\"}",
         "Say whose text it is."},
        {"withdrawal_asked", ANNA, 1, "{\"academy\": " THEM ", \"reason\": \"r\"}",
         "Say which text is asked back."},
        {"withdrawal_asked", ANNA, 1,
         "{\"thread\": " SOME ", \"academy\": " THEM ", \"reason\": \"r\"}",
         "There is no such thread here."},
        {"withdrawal_asked", ANNA, 1, "{" AT_THREAD ", \"academy\": " THEM ", \"reason\": \" \"}",
         "Say why it should be withdrawn."},
        {"post_withdrawn", ANNA, 1, "{}", "Say which text is withdrawn."},
        {"post_withdrawn", ANNA, 1, "{\"thread\": " SOME "}", "There is no such thread here."},
        {"post_withdrawn", BEN, 1, "{" AT_THREAD "}", "Only its author can withdraw this text."},
        {"post_withdrawn", BEN, 1, "{" AT_THREAD ", \"post\": " SOME "}", ""},
        {"post_withdrawn_by_academy", ANNA, 1, "{\"reason\": \"r\"}",
         "Say which text is withdrawn."},
        {"post_withdrawn_by_academy", ANNA, 1, "{\"thread\": " SOME ", \"reason\": \"r\"}",
         "There is no such thread here."},
        {"post_withdrawn_by_academy", ANNA, 1, "{" AT_THREAD "}", "Say why it is withdrawn."},
        {"post_withdrawn_by_academy", BEN, 1, "{" AT_THREAD ", \"reason\": \"r\"}", ""},
        {"identifier_allowed", ANNA, 1, "{\"reason\": \"r\"}", "Say which record may pass."},
        {"identifier_allowed", ANNA, 1, "{\"record\": " SOME "}", "Say why it may pass."},
        {"academy_context", ANNA, 1, "{\"based_on\": [" SOME "]}",
         "Write something about the academy first."},
        {"academy_context", ANNA, 1, "{\"size\": \"s\", \"based_on\": [\"12\"]}",
         "A version that this one replaces is not named properly."},
        {"academy_profile", 0, 1, "{\"name\": \"A\", \"colour\": \"red\"}",
         "Write the colour as # and six digits, such as #14505c."},
        {"academy_profile", 0, 1, "{\"name\": \"A\", \"colour\": \"#14505C\"}", ""},
        {"academy_profile", 0, 1, "{\"name\": \"A\", \"logo\": \"00\"}",
         "The logo is an SVG or a PNG."},
        {"academy_profile", 0, 1,
         "{\"name\": \"A\", \"logo\": \"00\", \"logo_type\": \"image/png\"}",
         "The logo is an SVG or a PNG."},
        {"academy_profile", 0, 1,
         "{\"name\": \"A\", \"logo\": \"89504e470d0a1a0a\", \"logo_type\": \"image/png\"}", ""},
        {"academy_profile", 0, 1, /* <svg> */
         "{\"name\": \"A\", \"logo\": \"3c7376673e\", \"logo_type\": \"image/svg+xml\"}", ""},
        {"academy_profile", 0, 1, /* <svg><SCRIPT> */
         "{\"name\": \"A\", \"logo\": \"3c7376673e3c5343524950543e\","
         " \"logo_type\": \"image/svg+xml\"}",
         "The logo holds more than a drawing: script, or what it would fetch."},
        {"post_written", ANNA, 1, "{" AT_THREAD ", \"quotes\": \"12\", \"text\": \"x\"}",
         "The post that this quotes is not named properly."},
        {"post_written", ANNA, 1, "{\"text\": \"x\"}", "Say which thread this answers."},
        {"post_written", ANNA, 1, "{\"thread\": \"1010\", \"text\": \"x\"}",
         "Say which thread this answers."},
        {"post_written", ANNA, 1,
         "{\"thread\": \"77777777777777777777777777777777\", \"text\": \"x\"}",
         "There is no such thread here."},
        {"post_written", ANNA, 1,
         "{\"thread\": \"41414141414141414141414141414141\", \"text\": \"x\"}",
         "There is no such thread here."}, /* a measure */
        {"post_written", ANNA, 3, "{" AT_THREAD ", \"text\": \"x\"}",
         "There is no such thread here."}, /* it is in the network */
        {"post_written", ANNA, 1, "{" AT_THREAD ", \"parent\": \"12\", \"text\": \"x\"}",
         "The post that this answers is not named properly."},
        {"post_written", ANNA, 1, "{" AT_THREAD "}", "Write something first."},
        {"post_written", ANNA, 1, "{" AT_THREAD ", \"text\": \"\"}", "Write something first."},
        {"post_edited", ANNA, 1,
         "{\"post\": \"10101010101010101010101010101010\"" BASED ", \"text\": \"x\"}",
         "Say which thread the post is in."},
        {"post_edited", ANNA, 1,
         "{\"thread\": \"77777777777777777777777777777777\","
         " \"post\": \"10101010101010101010101010101010\"" BASED ", \"text\": \"x\"}",
         "There is no such thread here."},
        {"post_edited", ANNA, 1, "{" AT_THREAD BASED ", \"text\": \"x\"}",
         "Say which post is changed."},
        {"post_edited", BEN, 1, "{" EDIT BASED ", \"text\": \"x\"}",
         "Only its author can change this text."},
        {"post_edited", ANNA, 1, "{" EDIT ", \"text\": \"x\"}",
         "Say which versions this one replaces: 1 to 8."},
        {"post_edited", ANNA, 1, "{" EDIT ", \"based_on\": [\"12\"], \"text\": \"x\"}",
         "A version that this one replaces is not named properly."},
        {"post_edited", ANNA, 1,
         "{" AT_THREAD ", \"post\": \"20202020202020202020202020202020\"" BASED
         ", \"text\": \"x\", \"title\": \"no\"}",
         "Only a thread's first text has a title."},
        {"post_edited", ANNA, 1, "{" EDIT BASED ", \"title\": \" \"}", "Give the thread a title."},
        {"post_edited", ANNA, 1, "{" EDIT BASED "}", "Write something first."},
        {"post_edited", ANNA, 1, "{" EDIT BASED ", \"title\": \"T\", \"text\": \"\"}",
         "Write something first."},
        {"post_edited", ANNA, 1,
         "{" AT_THREAD ", \"post\": \"20202020202020202020202020202020\"" BASED "}",
         "Write something first."},
        {"post_edited", ANNA, 1, "{" EDIT BASED ", \"title\": \"New\"}", ""},
        {"question_resolved", ANNA, 1, "{\"resolved\": true}", "Say which thread is answered."},
        {"question_resolved", ANNA, 1,
         "{\"thread\": \"77777777777777777777777777777777\", \"resolved\": true}",
         "There is no such thread of this academy here."},
        {"question_resolved", ANNA, 1, "{" AT_THREAD ", \"answer\": \"12\", \"resolved\": true}",
         "The answering post is not named properly."},
        {"question_resolved", ANNA, 1, "{" AT_THREAD "}",
         "Say whether the question is answered or open again."},
        {"question_resolved", BEN, 1, "{" AT_THREAD ", \"resolved\": true}", ""},
        {"room_opened", ANNA, 3, "{\"pathway\": \"P\"}", "Give the Big Room a name."},
        {"room_opened", ANNA, 3, "{\"name\": \" \", \"pathway\": \"P\"}",
         "Give the Big Room a name."},
        {"room_opened", ANNA, 3, "{\"name\": \"N\"}", "Say which pathway the Big Room is for."},
        {"coach_pair_appointed", ANNA, 3,
         "{\"room\": \"77777777777777777777777777777777\","
         " \"clinical_coach\": \"51515151515151515151515151515151\","
         " \"flow_coach\": \"52525252525252525252525252525252\"}",
         "There is no such Big Room in this academy."},
        {"coach_pair_appointed", ANNA, 3,
         "{" AT_ROOM ", \"flow_coach\": \"52525252525252525252525252525252\"}",
         "A coach pair is a clinical coach and a flow coach."},
        {"coach_pair_appointed", ANNA, 3,
         "{" AT_ROOM ", \"clinical_coach\": \"51515151515151515151515151515151\","
         " \"flow_coach\": \"51515151515151515151515151515151\"}",
         "Choose two different people as coaches."},
        {"coach_pair_appointed", ANNA, 3,
         "{" AT_ROOM ", \"clinical_coach\": \"51515151515151515151515151515151\","
         " \"flow_coach\": \"52525252525252525252525252525252\", \"from_date\": \"2024-02-30\"}",
         "Write the date as YYYY-MM-DD."},
        {"coach_pair_appointed", ANNA, 3,
         "{" AT_ROOM ", \"clinical_coach\": \"51515151515151515151515151515151\","
         " \"flow_coach\": \"52525252525252525252525252525252\", \"from_date\": \"2024-02-29\"}",
         ""},
        {"room_member_set", ANNA, 3,
         "{\"member\": \"52525252525252525252525252525252\", \"joined\": true}",
         "There is no such Big Room in this academy."},
        {"room_member_set", ANNA, 3, "{" AT_ROOM ", \"joined\": true}", "Say who joins or leaves."},
        {"room_member_set", ANNA, 3,
         "{" AT_ROOM ", \"member\": \"52525252525252525252525252525252\"}",
         "Say whether the person joins or leaves."},
        {"measure_defined", ANNA, 3, "{}", "Give the measure a title."},
        {"measure_defined", ANNA, 3, "{\"title\": \"M\", " AT_ROOM "}",
         "A Big Room's measure is kept in that Big Room."},
        {"measure_shared", ANNA, 1, "{\"title\": \"M\"}", "Say which measure is shared."},
        {"measure_shared", ANNA, 1, "{\"copy_of\": \"40404040404040404040404040404040\"}",
         "Give the measure a title."},
        {"points_recorded", ANNA, 3, "{" AT_MEASURE "}", "A record has 1 to 170 points."},
        {"points_recorded", ANNA, 3, "{\"points\": [{\"date\": \"2024-01-01\"}]}",
         "There is no such measure of this academy here."},
        {"points_recorded", ANNA, 1, "{" AT_MEASURE ", \"points\": [{\"date\": \"2024-01-01\"}]}",
         "There is no such measure of this academy here."}, /* it is the academy's, not shared */
        {"points_recorded", ANNA, 3, "{" AT_MEASURE ", \"points\": [{\"value\": 1}]}",
         "Write each point's date as YYYY-MM-DD."},
        {"points_recorded", ANNA, 3, "{" AT_MEASURE ", \"points\": [{\"date\": \"now\"}]}",
         "Write each point's date as YYYY-MM-DD."},
        {"points_recorded", ANNA, 3, "{" AT_MEASURE ", \"points\": [{\"date\": \"2024-1-1\"}]}",
         "Write each point's date as YYYY-MM-DD."},
        {"points_recorded", ANNA, 3, "{" AT_MEASURE ", \"points\": [{\"date\": \"2023-02-29\"}]}",
         "Write each point's date as YYYY-MM-DD."},
        {"points_recorded", ANNA, 3,
         "{" AT_MEASURE ", \"points\": [{\"date\": \"2024-01-01\"}, {\"date\": \"2024-01-01\"}]}",
         "The date 2024-01-01 stands there twice."},
        {"points_recorded", ANNA, 3,
         "{" AT_MEASURE ", \"points\": [{\"date\": \"2024-01-01\", \"value\": 0.5,"
         " \"numerator\": 1, \"denominator\": 2}, {\"date\": \"2024-02-29\"}]}",
         ""},
        {"points_corrected", ANNA, 3, "{" AT_MEASURE ", \"points\": [{\"date\": \"2024-01-01\"}]}",
         "Say why the points are corrected."},
        {"points_corrected", ANNA, 3,
         "{" AT_MEASURE ", \"reason\": \" \", \"points\": [{\"date\": \"2024-01-01\"}]}",
         "Say why the points are corrected."},
        {"points_corrected", ANNA, 3, "{" AT_MEASURE ", \"reason\": \"r\"}",
         "A record has 1 to 170 points."},
        {"points_corrected", ANNA, 3,
         "{" AT_MEASURE ", \"reason\": \"r\","
         " \"points\": [{\"date\": \"2024-01-01\", \"value\": 2}]}",
         ""},
        {"measure_defined", ANNA, 3, "{\"title\": \"M\", \"fix_after\": 11}",
         "Limits are fixed after 12 to 100,000 points."},
        {"measure_defined", ANNA, 3, "{\"title\": \"M\", \"fix_after\": 12}", ""},
        {"measure_defined", ANNA, 3, "{\"title\": \"M\", \"fix_after\": 100000}", ""},
        {"measure_defined", ANNA, 3, "{\"title\": \"M\", \"fix_after\": 100001}",
         "Limits are fixed after 12 to 100,000 points."},
        {"measure_changed", ANNA, 3, "{" AT_MEASURE ", \"title\": \"M\"}",
         "Say which definitions this one replaces: 1 to 8."},
        {"measure_changed", ANNA, 3, "{" AT_MEASURE ", \"based_on\": [\"10\"], \"title\": \"M\"}",
         "A definition that this one replaces is not named properly."},
        {"measure_changed", ANNA, 3, "{" AT_MEASURE ", \"based_on\": [" SOME "], \"title\": \" \"}",
         "Give the measure a title."},
        {"measure_changed", ANNA, 1, "{" AT_MEASURE ", \"based_on\": [" SOME "], \"title\": \"M\"}",
         "There is no such measure of this academy here."},
        {"measure_changed", ANNA, 3,
         "{" AT_MEASURE ", \"based_on\": [" SOME "], \"title\": \"M\", \"fix_after\": 11}",
         "Limits are fixed after 12 to 100,000 points."},
        {"measure_changed", ANNA, 3,
         "{" AT_MEASURE ", \"based_on\": [" SOME "], \"title\": \"M\", \"screened\": true}", ""},
        {"measure_rebased", ANNA, 3, "{" AT_MEASURE ", \"date\": \"2024-01-01\"}",
         "Say the reason: why do limits begin anew on this day?"},
        {"measure_rebased", ANNA, 3,
         "{" AT_MEASURE ", \"date\": \"2024-01-01\", \"rebased\": false, \"reason\": \" \"}",
         "Say the reason why the rebase is taken back."},
        {"measure_rebased", ANNA, 3, "{" AT_MEASURE ", \"reason\": \"r\"}",
         "Write the date as YYYY-MM-DD."},
        {"measure_rebased", ANNA, 3,
         "{" AT_MEASURE ", \"date\": \"2024-02-30\", \"reason\": \"r\"}",
         "Write the date as YYYY-MM-DD."},
        {"measure_rebased", ANNA, 3, "{\"date\": \"2024-02-29\", \"reason\": \"r\"}",
         "There is no such measure of this academy here."},
        {"measure_rebased", ANNA, 3,
         "{" AT_MEASURE ", \"date\": \"2024-02-29\", \"reason\": \"r\"}", ""},
        {"measure_event", ANNA, 3, "{" AT_MEASURE ", \"date\": \"2024-02-29\"}",
         "Give the event a title."},
        {"measure_event", ANNA, 3, "{" AT_MEASURE ", \"title\": \"E\"}",
         "Write the date as YYYY-MM-DD."},
        {"measure_event", ANNA, 3, "{" AT_MEASURE ", \"date\": \"2024-02-29\", \"title\": \"E\"}",
         ""},
        {"measure_sharing", ANNA, 3, "{" AT_MEASURE "}", "Say whether the measure is shared."},
        {"measure_sharing", ANNA, 3, "{\"shared\": true}",
         "There is no such measure of this academy here."},
        {"measure_sharing", ANNA, 3, "{" AT_MEASURE ", \"shared\": true}", ""},
        {"small_numbers_set", ANNA, 3, "{}",
         "Say below which number counts stay here: 0 to 1,000."},
        {"small_numbers_set", ANNA, 3, "{\"below\": 1001}",
         "Say below which number counts stay here: 0 to 1,000."},
        {"small_numbers_set", ANNA, 3, "{\"below\": 1000}", ""},
    };
    start();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_audience audience = {.type = (uint8_t)cases[i].audience};
        CHECK_TEXT(said(cases[i].kind, cases[i].author, audience, 0, cases[i].json),
                   cases[i].reason);
    }
    stop();
}

/* [count] elements of the form with the index in place of $I, comma between. */
static void put_elements(struct br_buffer *json, const char *begin, size_t count, bool dates)
{
    br_buffer_put_text(json, begin);
    for (size_t i = 0; i < count; i++) {
        if (dates) {
            br_buffer_put_format(json, "%s{\"date\": \"%04zu-01-01\"}", i == 0 ? "" : ", ",
                                 1900 + i);
        } else {
            br_buffer_put_format(json, "%s\"%032zx\"", i == 0 ? "" : ", ", i);
        }
    }
    br_buffer_put_text(json, "]}");
}

/* Who fills in a form hears all of it at once; what does not fit into an answer is not cut. */
static void test_every_reason_is_told(void)
{
    start();
    CHECK_TEXT(said("post_written", ANNA, network, 0, "{}"),
               "Say which thread this answers.\nWrite something first.");
    stop();
}

static void test_counts_keep_to_their_limits(void)
{
    start();
    for (size_t count = BR_POINTS_RECORD_MAX - 1; count <= BR_POINTS_RECORD_MAX + 1; count++) {
        const char *reason = count > BR_POINTS_RECORD_MAX ? "A record has 1 to 170 points." : "";
        struct br_buffer json;
        br_buffer_init(&json, 1u << 20);
        put_elements(&json, "{" AT_MEASURE ", \"points\": [", count, true);
        CHECK_TEXT(said("points_recorded", ANNA, academy, 0, br_buffer_text(&json)), reason);
        br_buffer_clear(&json);
        put_elements(&json, "{" AT_MEASURE ", \"reason\": \"r\", \"points\": [", count, true);
        CHECK_TEXT(said("points_corrected", ANNA, academy, 0, br_buffer_text(&json)), reason);
        br_buffer_free(&json);
    }
    for (size_t count = 7; count <= 9; count++) {
        struct br_buffer json;
        br_buffer_init(&json, 1u << 20);
        put_elements(&json, "{" EDIT ", \"text\": \"x\", \"based_on\": [", count, false);
        CHECK_TEXT(said("post_edited", ANNA, network, 0, br_buffer_text(&json)),
                   count > 8 ? "Say which versions this one replaces: 1 to 8." : "");
        br_buffer_clear(&json);
        put_elements(&json, "{\"size\": \"s\", \"based_on\": [", count, false);
        CHECK_TEXT(said("academy_context", ANNA, network, 0, br_buffer_text(&json)),
                   count > 8 ? "Say which versions this one replaces: at most 8." : "");
        br_buffer_clear(&json);
        put_elements(&json, "{\"title\": \"t\", \"topics\": [", count, false);
        CHECK_TEXT(said("thread_started", ANNA, network, 0, br_buffer_text(&json)),
                   count > 8 ? "A thread has at most 8 topics." : "");
        br_buffer_free(&json);
    }
    stop();
}

static void test_an_academy_does_not_list_itself(void)
{
    char json[200];
    char hex[BR_HASH_TEXT_SIZE];
    start();
    br_hash_text(&own_academy, hex);
    (void)snprintf(json, sizeof json, "{\"academy\": \"%s\", \"accepted\": true}", hex);
    CHECK_TEXT(said("academy_accepted", 0, network, 0, json), "An academy does not list itself.");
    own_academy.bytes[0] ^= 1;
    br_hash_text(&own_academy, hex);
    (void)snprintf(json, sizeof json, "{\"academy\": \"%s\", \"accepted\": true}", hex);
    CHECK_TEXT(said("academy_accepted", 0, network, 0, json), "");
    stop();
}

/* A logo of [size] bytes that begins as a PNG. */
static const char *said_logo(size_t size)
{
    struct br_buffer json;
    br_buffer_init(&json, 1u << 20);
    br_buffer_put_text(&json, "{\"name\": \"A\", \"logo_type\": \"image/png\", \"logo\":"
                              " \"89504e470d0a1a0a");
    for (size_t i = 8; i < size; i++) {
        br_buffer_put_text(&json, "00");
    }
    br_buffer_put_text(&json, "\"}");
    const char *reason = said("academy_profile", 0, network, 0, br_buffer_text(&json));
    br_buffer_free(&json);
    return reason;
}

static void test_a_logo_is_small(void)
{
    start();
    for (size_t size = 32767; size <= 32769; size++) {
        CHECK_TEXT(said_logo(size), size > 32768 ? "The logo is too large: at most 32 KB." : "");
    }
    stop();
}

/* What is asked and asked back goes to academies that we are connected with, not to ourselves. */
static void test_another_academy_is_asked(void)
{
    char json[400];
    char hex[BR_HASH_TEXT_SIZE];
    start();
    CHECK_TEXT(
        said("academy_accepted", 0, network, 0, "{\"academy\": " THEM ", \"accepted\": true}"), "");
    CHECK_TEXT(said("thread_started", ANNA, network, 0,
                    "{\"title\": \"T\", \"question\": true, \"asked\": " THEM "}"),
               "");
    br_hash_text(&own_academy, hex);
    (void)snprintf(json, sizeof json, "{" AT_THREAD ", \"academy\": \"%s\", \"reason\": \"r\"}",
                   hex);
    CHECK_TEXT(said("withdrawal_asked", ANNA, network, 0, json),
               "Your own academy withdraws its texts itself.");
    CHECK_TEXT(said("withdrawal_asked", ANNA, network, 0,
                    "{" AT_THREAD ", \"academy\": " THEM ", \"reason\": \"r\"}"),
               "");
    stop();
}

static bool has_allowed(struct br_log *log, unsigned id)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    struct br_id record = id_of(id);
    BR_ASSERT(br_db_prepare(log->db, "SELECT author FROM allowed WHERE record = ?", &statement) ==
              BR_OK);
    br_db_bind_bytes(statement, 1, &record, sizeof record);
    CHECK(br_db_step(statement, &row) == BR_OK);
    (void)sqlite3_finalize(statement);
    return row;
}

/* A data steward's word lets one record of that id pass, in the log that it stands in. */
static void test_what_may_pass_stands_beside_its_log(void)
{
    start();
    CHECK_TEXT(said("identifier_allowed", ANNA, academy, 0,
                    "{\"record\": " SOME ", \"reason\": \"a part number\"}"),
               "");
    CHECK(!has_allowed(logs[0], 0x52) && has_allowed(logs[1], 0x52) && !has_allowed(logs[1], 0x53));
    stop();
}

/* Numbers that no text can bring, but a hand-made message can. */
static void test_numbers_are_finite(void)
{
    static const uint64_t odd[] = {0x7ff0000000000000, 0xfff0000000000000};
    start();
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        struct br_buffer packed;
        struct br_bytes payload =
            payload_of("measure_defined", "{\"title\": \"M\", \"target\": 1.5}", &packed);
        static const uint8_t one_and_half[8] = {0, 0, 0, 0, 0, 0, 0xf8, 0x3f};
        uint8_t *at = NULL;
        for (size_t p = 0; p + 8 <= payload.size; p++) {
            if (memcmp(payload.data + p, one_and_half, 8) == 0) {
                at = packed.data + p;
            }
        }
        BR_ASSERT(at != NULL);
        memcpy(at, &odd[i], 8);
        CHECK_TEXT(said_packed("measure_defined", ANNA, academy, 0, payload),
                   "The target is not a number.");
        br_buffer_free(&packed);
    }
    stop();
}

static void test_a_room_is_written_in_by_its_members(void)
{
    static const char *const stranger = "Only members of this Big Room can write in it.";
    start();
    CHECK_TEXT(said("thread_started", BEN, room(ROOM), 0x11, "{\"title\": \"T\"}"), stranger);
    CHECK_TEXT(said("thread_started", ANNA, room(0x77), 0, "{\"title\": \"T\"}"), stranger);
    CHECK_TEXT(said("thread_started", ANNA, room(ROOM), 0x11, "{\"title\": \"T\"}"), "");
    static const struct {
        const char *kind;
        const char *json;
    } more[] = {
        {"post_written", "{\"thread\": \"11111111111111111111111111111111\", \"text\": \"x\"}"},
        {"question_resolved",
         "{\"thread\": \"11111111111111111111111111111111\", \"resolved\": true}"},
        {"measure_defined", "{\"title\": \"M\", " AT_ROOM "}"},
        {"tried_here",
         "{\"thread\": \"11111111111111111111111111111111\", \"outcome\": \"worked\"}"},
    };
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        CHECK_TEXT(said(more[i].kind, BEN, room(ROOM), 0, more[i].json), stranger);
        CHECK_TEXT(said(more[i].kind, ANNA, room(ROOM), 0, more[i].json), "");
    }
    CHECK_TEXT(said("measure_defined", ANNA, room(ROOM), 0x42, more[2].json), "");
    CHECK_TEXT(said("thread_started", ANNA, academy, 0,
                    "{\"title\": \"T\", \"about_kind\": \"measure\", \"about\":"
                    " \"42424242424242424242424242424242\"}"),
               "Fewer people see what the thread is about than would see the thread.");
    CHECK_TEXT(said("thread_started", ANNA, room(ROOM), 0,
                    "{\"title\": \"T\", \"about_kind\": \"measure\", \"about\":"
                    " \"42424242424242424242424242424242\"}"),
               "");
    CHECK_TEXT(said("post_withdrawn", BEN, room(ROOM), 0,
                    "{\"thread\": \"11111111111111111111111111111111\", \"post\": " SOME "}"),
               stranger);
    CHECK_TEXT(said("measure_defined", ANNA, room(ROOM), 0, "{\"title\": \"M\"}"),
               "A Big Room's measure is kept in that Big Room.");

    /* coaches come with their appointment, others are set, and leave again */
    CHECK_TEXT(said("coach_pair_appointed", ANNA, academy, 0,
                    "{" AT_ROOM ", \"clinical_coach\": \"52525252525252525252525252525252\","
                    " \"flow_coach\": \"51515151515151515151515151515151\"}"),
               "");
    CHECK_TEXT(said(more[0].kind, BEN, room(ROOM), 0, more[0].json), "");
    CHECK_TEXT(said("room_member_set", ANNA, academy, 0,
                    "{" AT_ROOM ", \"member\": \"52525252525252525252525252525252\","
                    " \"joined\": false}"),
               "");
    CHECK_TEXT(said(more[0].kind, BEN, room(ROOM), 0, more[0].json), stranger);
    CHECK_TEXT(said("room_member_set", ANNA, academy, 0,
                    "{" AT_ROOM ", \"member\": \"52525252525252525252525252525252\","
                    " \"joined\": true}"),
               "");
    CHECK_TEXT(said(more[0].kind, BEN, room(ROOM), 0, more[0].json), "");
    stop();
}

#define OUT                                                                                       \
    "Take it out, so that no patient can be recognised; if it is something else, a data steward " \
    "can let it pass."

static void test_patients_numbers_are_stopped(void)
{
    start();
    CHECK_TEXT(said("thread_started", ANNA, network, 0, "{\"title\": \"999 483 7567\"}"),
               "The title holds what looks like an NHS number (it ends in 67). " OUT);
    CHECK_TEXT(said("post_written", ANNA, network, 0, "{" AT_THREAD ", \"text\": \"0101000006\"}"),
               "The text holds what looks like a Scottish CHI number (it ends in 06). " OUT);
    CHECK_TEXT(
        said("points_recorded", ANNA, academy, 0,
             "{" AT_MEASURE ", \"points\": [{\"date\": \"2026-11-23\", \"value\": 1},"
             " {\"date\": \"2026-11-24\", \"value\": 1, \"note\": \"3200000015\"}]}"),
        "The note no. 2 holds what looks like a Health and Care number (it ends in 15). " OUT);
    CHECK_TEXT(said("academy_profile", 0, network, 0, "{\"name\": \"999-483-7567\"}"),
               "The name holds what looks like an NHS number (it ends in 67). " OUT);
    CHECK_TEXT(said("thread_started", ANNA, network, 0, "{\"title\": \"999 483 7568\"}"), "");
    stop();
}

#define NUMBERED "{\"title\": \"999 483 7567\"}"
#define LET_PASS \
    "{\"record\": \"77777777777777777777777777777777\", \"reason\": \"an order number\"}"

/* By a data steward, in the same log, for that one record, and before it. */
static void test_a_data_steward_lets_a_record_pass(void)
{
    static const char role[] = "your role does not allow you to write this here";
    enum { IT = 0x77 };
    start();
    roles = 1u << 7;
    CHECK_TEXT(said("identifier_allowed", ANNA, network, 0, LET_PASS), role);
    roles = 1u << 6;
    CHECK_TEXT(said("identifier_allowed", ANNA, academy, 0, LET_PASS), "");
    CHECK(said("thread_started", ANNA, network, IT, NUMBERED)[0] != '\0'); /* another log */
    CHECK(said("identifier_allowed", ANNA, network, 0,
               "{\"record\": \"77777777777777777777777777777777\","
               " \"reason\": \"it is 999 483 7567\"}")[0] != '\0');
    CHECK_TEXT(said("identifier_allowed", ANNA, network, 0, LET_PASS), "");
    roles = 1u << 7;
    CHECK(said("thread_started", ANNA, network, 0, NUMBERED)[0] != '\0'); /* another record */
    CHECK_TEXT(said("thread_started", ANNA, network, IT, NUMBERED), "");
    CHECK_TEXT(said("thread_started", ANNA, academy, IT, NUMBERED), "");
    roles = 1u << 7 | 1u << 6;
    stop();
}

/* What is said in one submission counts in its order. */
static void test_the_allowance_comes_first(void)
{
    struct br_buffer packed[2];
    struct br_outcome outcomes[3];
    struct br_log_changes changes;
    struct br_bytes allowance = payload_of("identifier_allowed", LET_PASS, &packed[0]);
    struct br_bytes thread = payload_of("thread_started", NUMBERED, &packed[1]);
    struct br_write writes[3] = {
        {.id = id_of(0x77), .payload = thread, .kind = br_kind_by_name("thread_started")->number},
        {.id = id_of(0x78),
         .payload = allowance,
         .kind = br_kind_by_name("identifier_allowed")->number},
        {.id = id_of(0x77), .payload = thread, .kind = br_kind_by_name("thread_started")->number}};
    for (size_t i = 0; i < 3; i++) {
        writes[i].author = id_of(ANNA);
        writes[i].roles = 1u << 6;
        writes[i].audience = network;
    }
    start();
    struct br_pen pen = {
        .signing = &signing, .epoch = 1, .now = {.wall_ms = 1700000000000}, .rng = &rng};
    CHECK(br_log_try(logs[0], pen.now, writes, 3, outcomes) == BR_OK);
    CHECK(outcomes[0].type == BR_OUTCOME_REFUSED && outcomes[2].type == BR_OUTCOME_NUMBERED);
    CHECK(br_log_write(logs[0], &pen, writes, 3, outcomes, &changes) == BR_OK);
    CHECK(outcomes[0].type == BR_OUTCOME_REFUSED && outcomes[1].type == BR_OUTCOME_NUMBERED);
    CHECK(outcomes[2].type == BR_OUTCOME_NUMBERED);
    stop();
    br_buffer_free(&packed[0]);
    br_buffer_free(&packed[1]);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_texts_keep_to_their_bytes),
        BR_TEST(test_what_is_missing_or_wrong_is_refused),
        BR_TEST(test_every_reason_is_told),
        BR_TEST(test_counts_keep_to_their_limits),
        BR_TEST(test_an_academy_does_not_list_itself),
        BR_TEST(test_a_logo_is_small),
        BR_TEST(test_another_academy_is_asked),
        BR_TEST(test_what_may_pass_stands_beside_its_log),
        BR_TEST(test_numbers_are_finite),
        BR_TEST(test_a_room_is_written_in_by_its_members),
        BR_TEST(test_patients_numbers_are_stopped),
        BR_TEST(test_a_data_steward_lets_a_record_pass),
        BR_TEST(test_the_allowance_comes_first),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
