/*
 * faults.c - what goes wrong, strike by strike.
 *
 * A machine is struck again and again while it is busy. What its n-th strike is hashes from n, so a
 * plan can leave out any others. Beside faults, academies change their minds here about others that
 * they are not connected with.
 */
#include "world.h"

enum {
    LONGEST_MS = 60000,
    FOR_EVER_MS = 1000000000,
};

/* How long something lasts: mostly short, sometimes longer than anybody's patience. */
static uint64_t lasts(struct world *world, uint32_t machine)
{
    uint64_t most = world_chance(world, SITE_FAULT, machine, 20) ? LONGEST_MS : LONGEST_MS / 20;
    return 1 + world_roll(world, SITE_FAULT, machine, most);
}

static bool cut_some(struct world *world, uint32_t machine)
{
    uint64_t count = 0;
    struct wire *chosen = NULL;
    for (struct wire *wire = world->wires; wire != NULL; wire = wire->next) {
        if ((wire->ends[0].machine == machine || wire->ends[1].machine == machine) &&
            world_roll(world, SITE_FAULT, machine, ++count) == 0) {
            chosen = wire;
        }
    }
    if (chosen != NULL) {
        wire_cut(world, chosen);
    }
    return chosen != NULL;
}

static bool neighbours_of(const struct machine *a, const struct machine *b)
{
    return a->dials[b->index] || b->dials[a->index];
}

/* False: the two never talk, so nothing is blocked. */
static bool block(struct world *world, uint32_t machine, bool both)
{
    uint32_t other = (uint32_t)world_roll(world, SITE_FAULT, machine, world->machine_count);
    uint64_t until = world->now_ms + lasts(world, machine);
    world->blocked_until_ms[machine][other] = until;
    if (both) {
        world->blocked_until_ms[other][machine] = until;
    }
    const struct machine *left = world->machines[machine];
    const struct machine *right = world->machines[other];
    return left != right &&
           (neighbours_of(left, right) || left->home == other || right->home == machine);
}

/* A few minutes mostly, sometimes ten years, both ways. */
static void jump(struct world *world, struct machine *machine)
{
    static const int64_t ten_years_ms = 315576000000;
    static const int64_t minutes_ms = 1200000;
    int64_t most = world_chance(world, SITE_FAULT, machine->index, 40) ? ten_years_ms : minutes_ms;
    uint64_t roll = world_roll(world, SITE_FAULT, machine->index, (uint64_t)(2 * most) + 1);
    machine->skew_ms = (int64_t)roll - most;
}

static void sip(struct world *world, struct machine *machine, bool dribble)
{
    uint64_t bytes = dribble ? 16 : 4096;
    uint64_t pause = dribble ? 20 : 400;
    machine->sip_bytes = 1 + world_roll(world, SITE_FAULT, machine->index, bytes);
    machine->sip_ms = 1 + world_roll(world, SITE_FAULT, machine->index, pause);
    machine->sip_until_ms = world->now_ms + lasts(world, machine->index);
}

static void down(struct world *world, struct machine *machine, enum fault what)
{
    uint64_t back = lasts(world, machine->index);
    if (what == FAULT_STOP || what == FAULT_VERSION) {
        machine_stop(world, machine);
        back += 600;
    } else {
        machine_crash(world, machine, what == FAULT_CRASH);
    }
    world_at(world, world->now_ms + back, machine_restart, machine->index, 0, 0, 0);
}

static void room_again(struct world *world, uint32_t index, uint64_t a, uint64_t b)
{
    (void)a;
    (void)b;
    struct machine *machine = world->machines[index];
    (void)disk_gets_full(world, machine, false);
    if (machine->up && machine->needs_start) { /* as the log line tells its people to do */
        down(world, machine, FAULT_CRASH);
    }
}

static uint64_t local_records(const struct machine *machine)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < machine->held_count; i++) {
        bool local = !br_audience_is_shared(&machine->held[i].stream.audience);
        sum += local ? machine->held[i].tail.seq : 0;
    }
    return sum;
}

/* Honest neighbours, all of them and at least one, hold what this academy has said. */
static bool recoverable(struct world *world, struct machine *machine)
{
    size_t neighbours = 0;
    struct br_stream network = {.origin = machine->academy,
                                .audience = {.type = BR_AUDIENCE_NETWORK}};
    uint64_t tail = judge_tail(world, machine, &network);
    for (size_t i = 0; i < world->machine_count; i++) {
        struct machine *other = world->machines[i];
        if (other->recovering || other->damaged || other->absent || other->liar.lies) {
            return false; /* the only good copy may be there, or what is told from there is a lie */
        }
        if (other != machine && machine->accepts[machine->index][i] &&
            neighbours_of(machine, other)) {
            neighbours++;
            if (judge_tail(world, other, &network) < tail) {
                return false;
            }
        }
    }
    return neighbours > 0;
}

/*
 * The operator puts an old backup back. Local streams have no second copy, so it must have all of
 * them; the network's tail is at the neighbours.
 */
static bool restore(struct world *world, struct machine *machine)
{
    if (machine->full || machine->sync_fails || machine->backup == NULL ||
        machine->backup_local != local_records(machine) || !recoverable(world, machine)) {
        return false;
    }
    machine_crash(world, machine, true);
    machine_restore(machine);
    world_at(world, world->now_ms + lasts(world, machine->index), machine_restart, machine->index,
             0, 0, 0);
    return true;
}

static void restore_later(struct world *world, uint32_t index, uint64_t a, uint64_t b)
{
    (void)a;
    (void)b;
    struct machine *machine = world->machines[index];
    if (machine->up && !world->healing) {
        world->figures.faults[FAULT_RESTORE] += restore(world, machine);
    }
}

/* The backup that there is; else one is made, and put back when little has been written since. */
static bool restore_or_backup(struct world *world, struct machine *machine)
{
    if (machine->role != BR_NODE_SERVER) {
        return false;
    }
    if (restore(world, machine)) {
        return true;
    }
    machine->backup_local = local_records(machine);
    disk_backup(machine);
    world_at(world, world->now_ms + lasts(world, machine->index), restore_later, machine->index, 0,
             0, 0);
    return false;
}

/* False: there was nothing to strike at. */
static bool fault(struct world *world, struct machine *machine, enum fault what)
{
    if (!machine->up && what != FAULT_CLOCK && what != FAULT_BLOCK && what != FAULT_BLOCK_ONE) {
        return false;
    }
    switch ((int)what) {
    case FAULT_CUT:
        return cut_some(world, machine->index);
    case FAULT_BLOCK:
    case FAULT_BLOCK_ONE:
        return block(world, machine->index, what == FAULT_BLOCK);
    case FAULT_VERSION:
        machine->software_next = !machine->old_software;
        down(world, machine, what);
        return true;
    case FAULT_CRASH:
    case FAULT_VANISH:
    case FAULT_STOP:
        down(world, machine, what);
        return true;
    case FAULT_SLOW:
        machine->slow_until_ms = world->now_ms + lasts(world, machine->index);
        return true;
    case FAULT_DRIBBLE:
    case FAULT_SLOW_PEER:
        sip(world, machine, what == FAULT_DRIBBLE);
        return true;
    case FAULT_CLOCK:
        jump(world, machine);
        return true;
    case FAULT_TORN:
        disk_crashes_soon(world, machine);
        return true;
    case FAULT_SYNC:
        return disk_syncs_fail(world, machine);
    case FAULT_FULL:
        world_at(world, world->now_ms + lasts(world, machine->index), room_again, machine->index, 0,
                 0, 0);
        return disk_gets_full(world, machine, true);
    case FAULT_RESTORE:
        return restore_or_backup(world, machine);
    case FAULT_FLIP:
        return disk_flips(world, machine);
    default:
        return liar_lies(world, machine, what);
    }
}

/* An academy that is not our neighbour is accepted, or no longer: what relays may bring changes. */
static void change_mind(struct world *world, uint32_t index)
{
    struct machine *machine = world->machines[index];
    struct machine *other = NULL;
    uint64_t seen = 0;
    for (size_t i = 0; i < world->machine_count && machine->role == BR_NODE_SERVER; i++) {
        struct machine *candidate = world->machines[i];
        if (candidate->role == BR_NODE_SERVER && candidate != machine &&
            !neighbours_of(machine, candidate) &&
            world_roll(world, SITE_FAULT, index, ++seen) == 0) {
            other = candidate;
        }
    }
    if (other != NULL && machine->up) {
        machine_accept(world, machine, other, !machine->accepts[index][other->index]);
        world->figures.minds++;
        for (size_t i = 0; i < world->group_count; i++) {
            if (world->groups[i].origin == index) {
                machine_tell(world, machine, &world->groups[i]);
            }
        }
    }
}

/* --- when --- */

uint64_t faults_next_ms(const struct world *world, uint64_t at_ms)
{
    const struct shape *shape = &world->shape;
    for (size_t i = 0; i < shape->round_count; i++) {
        if (at_ms < shape->round_until_ms[i]) {
            return at_ms < shape->round_from_ms[i] ? shape->round_from_ms[i] : at_ms;
        }
    }
    return UINT64_MAX;
}

static void strike(struct world *world, uint32_t index, uint64_t number, uint64_t unused);

/* What lies is struck by lies as well, and more often. */
static void strike_next(struct world *world, uint32_t index, uint64_t number)
{
    const struct machine *machine = world->machines[index];
    uint64_t pause = machine->liar.lies ? world->shape.pause_ms / 3 : world->shape.pause_ms;
    uint64_t next = world->now_ms + 1 + world_roll(world, SITE_FAULT, index, pause);
    if (!world->healing) {
        next = faults_next_ms(world, next);
    }
    if (next != UINT64_MAX) {
        world_at(world, next, strike, index, 0, number, 0);
    }
}

/* Half of them strike the network: what a machine does after each is cheap to carry out. */
static enum fault draw(struct world *world, const struct machine *machine)
{
    static const enum fault network[] = {FAULT_CUT, FAULT_BLOCK, FAULT_BLOCK_ONE, FAULT_DRIBBLE,
                                         FAULT_SLOW_PEER};
    bool lie = machine->liar.lies && world_chance(world, SITE_FAULT, machine->index, 70);
    if (!lie && world_chance(world, SITE_FAULT, machine->index, 50)) {
        return network[world_roll(world, SITE_FAULT, machine->index,
                                  sizeof network / sizeof *network)];
    }
    uint64_t from = lie ? FAULT_LIE_FORK : 0;
    uint64_t count = lie ? FAULT_COUNT - FAULT_LIE_FORK : FAULT_LIE_FORK;
    return (enum fault)(from + world_roll(world, SITE_FAULT, machine->index, count));
}

static void strike(struct world *world, uint32_t index, uint64_t number, uint64_t unused)
{
    (void)unused;
    struct machine *machine = world->machines[index];
    const struct plan *plan = &world->options.plan;
    if (machine->absent || (world->healing && !machine->broken)) {
        return;
    }
    world_turn(world, SITE_FAULT, index, number);
    world_turn(world, SITE_LIE, index, number);
    bool mind = world_chance(world, SITE_FAULT, index, 10);
    enum fault what = draw(world, machine);
    if (what >= FAULT_LIE_FORK && !world->shape.kinds[what] &&
        world_chance(world, SITE_LIE, index, 40)) {
        what = FAULT_LIE_ORDER; /* there are so many: each type of frame from each kind of party */
    }
    watch_look(world, machine);
    if (!plan->strikes_limited || marks_have(&plan->strikes, index, number)) {
        if (mind) {
            change_mind(world, index);
            marks_add(&world->struck, index, number);
        } else if (world->shape.kinds[what]) {
            marks_add(&world->struck, index, number);
            world->figures.faults[what] += fault(world, machine, what);
        }
    }
    world_turn(world, SITE_FAULT, index, number | 1ull << 40);
    strike_next(world, index, number + 1);
}

void faults_begin(struct world *world)
{
    for (uint32_t i = 0; i < world->machine_count; i++) {
        strike_next(world, i, 1);
    }
}

/* --- the end of it --- */

/* Down, cut off, or simply left in the middle of it. */
static void leave_broken(struct world *world, struct machine *machine)
{
    uint64_t how = world_roll(world, SITE_CORE, machine->index, 3);
    machine->broken = true;
    if (how == 0) {
        machine_crash(world, machine, false);
        machine->absent = true;
    } else if (how == 1) {
        for (size_t i = 0; i < world->machine_count; i++) {
            world->blocked_until_ms[machine->index][i] = world->now_ms + FOR_EVER_MS;
            world->blocked_until_ms[i][machine->index] = world->now_ms + FOR_EVER_MS;
        }
    }
}

static void choose_core(struct world *world)
{
    bool all = world_chance(world, SITE_CORE, 0, 50);
    for (size_t i = 0; i < world->machine_count; i++) {
        all |= world->machines[i]->recovering; /* who has its tail must not be lost */
    }
    bool kept = false; /* at least one academy */
    for (size_t i = 0; i < world->machine_count; i++) {
        struct machine *machine = world->machines[i];
        bool homeless = machine->role == BR_NODE_CLIENT && world->machines[machine->home]->broken;
        bool unlucky = !all && world_chance(world, SITE_CORE, machine->index, 30) && kept;
        kept = kept || !(machine->absent || machine->liar.lies);
        if (!machine->absent && (machine->liar.lies || homeless || unlucky)) {
            leave_broken(world, machine);
        }
    }
}

/* What was read wrongly and written back is wrong for good, and found by a walk. */
static void heal_disk(struct world *world, struct machine *machine)
{
    if (machine->damaged) {
        machine_crash(world, machine, true);
    }
    disk_mend(machine);
    if (machine->damaged) {
        machine_start(world, machine);
        machine->damaged = !judge_sound(world, machine);
    }
}

/* Who is damaged and has nobody who could help stays away; the others have to be mended. */
static bool leave_damaged(struct world *world)
{
    for (size_t i = 0; i < world->machine_count; i++) {
        struct machine *machine = world->machines[i];
        if (machine->damaged && !machine->broken && !machine->absent &&
            !judge_mendable(world, machine)) {
            machine_crash(world, machine, true);
            machine->absent = true;
            return true;
        }
    }
    return false;
}

void faults_heal(struct world *world)
{
    world->healing = true;
    for (uint32_t i = 0; i < world->machine_count; i++) {
        for (uint32_t j = 0; j < world->machine_count; j++) {
            world->blocked_until_ms[i][j] = 0;
        }
    }
    choose_core(world);
    for (uint32_t i = 0; i < world->machine_count; i++) {
        struct machine *machine = world->machines[i];
        if (machine->broken) {
            world_turn(world, SITE_FAULT, i, 1ull << 39);
            strike_next(world, i, 1ull << 39);
            continue;
        }
        machine->slow_until_ms = 0;
        machine->sip_until_ms = 0;
        heal_disk(world, machine);
        machine->software_next = false;
        if (machine->old_software || machine->needs_start) {
            machine_crash(world, machine, true);
        }
        machine_restart(world, i, 0, 0);
    }
    while (leave_damaged(world)) {
    }
    for (uint32_t i = 0; i < world->machine_count; i++) {
        struct machine *machine = world->machines[i];
        machine->broken |= world->machines[machine->home]->absent;
    }
}
