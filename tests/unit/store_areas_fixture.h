/* store_areas_fixture.h - two academies' streams, folded into the views of one of them. */
#ifndef BR_UNIT_STORE_AREAS_FIXTURE_H
#define BR_UNIT_STORE_AREAS_FIXTURE_H

#include "store_fixture.h"

enum { OURS = 0xa1, THEIRS = 0xa2, ANNA = 0x51, BEN = 0x52, CARA = 0x53 };

struct fixture {
    struct br_domain *domain;
    struct story story;
    struct story_stream *network;
    struct story_stream *theirs;
    struct story_stream *academy;
    struct br_views *views;
};

FIXTURE void fixture_start(struct fixture *f)
{
    *f = (struct fixture){.domain = real_domain(), .story = {.ms = 1700000000000}};
    f->network = story_stream(&f->story, OURS, BR_AUDIENCE_NETWORK, 0);
    f->theirs = story_stream(&f->story, THEIRS, BR_AUDIENCE_NETWORK, 0);
    f->academy = story_stream(&f->story, OURS, BR_AUDIENCE_ACADEMY, 0);
}

FIXTURE void fixture_fold(struct fixture *f)
{
    f->views = open_views(path_of("views.db"), f->domain, OURS);
    CHECK(story_fold(&f->story, f->views, 1, 10, 2) == BR_OK);
}

FIXTURE void fixture_end(struct fixture *f)
{
    CHECK(br_views_reset(f->views) == BR_OK);
    br_views_close(f->views);
    story_free(&f->story);
    br_domain_free(f->domain);
}

#endif
