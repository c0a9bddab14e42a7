/* The rule of a resident in C: a port of decision.py, everyday.py and learning.py in sim/agents/resident, one loop over
 * residents per step.
 * types.h is written by the benchmark: the structs have the columns of the Python side, in its order. */
#include <math.h>
#include <stdint.h>
#include <string.h>
#include "types.h"

#define WINDOW 26
#define WINDOW_BITS ((1u << WINDOW) - 1)
#define ACTIVE_BITS 15u
#define HALF_ROOT 0.70710678f
#define NO_PLACE (-1)
enum { BYSTANDER, TOLD_TO, WANT_TO, TOGETHER, UNABLE = 1, UNWILLING = 2 };
enum { OWN, HOUSEHOLD, TIE, LEADER, PARTY, CADRE, STRANGER, NOTICE };
enum { REACH, KIND, COME, ALONG, PROMPTED, FIRST_EVERYDAY }; /* the week's keys */

static inline float uniform(uint64_t key, uint64_t entity)
{
    uint64_t z = key + entity * 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    z = z ^ (z >> 31);
    return (float)(int32_t)(z >> 41) * 0x1p-23f + 0x1p-24f;
}

static inline float most(float a, float b) { return a > b ? a : b; }
static inline float least(float a, float b) { return a < b ? a : b; }
static inline float clip01(float x) { return least(most(x, 0.0f), 1.0f); }
static inline float sigma(float x) { return 1.0f / (1.0f + expf(-x)); }

static inline float share_active(const Residents *r, int64_t i)
{
    return (float)r->near[i] / (float)(r->near_total[i] > 1 ? r->near_total[i] : 1);
}

static inline float norm_felt(const Residents *r, const Rates *q, int64_t i, int costly)
{
    float seen = share_active(r, i);
    if (r->threshold[i] < 0.0f)
        return 1.0f;
    if (costly && r->outside[i] < q->costly_contacts)
        return 0.0f;
    float felt = sigma((seen - r->threshold[i]) / q->norm_width);
    if (r->satiable[i])
        felt *= 1.0f - most(seen - q->satiety, 0.0f) / (1.0f - q->satiety);
    return felt;
}

static inline float attention(const Residents *r, const Push *push, const Offers *offers, const Rates *q, int64_t i,
                              int64_t estate, int kind)
{
    return offers->notice[estate * KINDS + kind] * (q->least_attention + r->fit[i * KINDS + kind]) *
           most(1.0f + push->reward[i] * offers->rewarded[kind], 0.0f);
}

/* Which activity one hears of, by lot, or -1. */
static inline int choose(const Residents *r, const Push *push, const Offers *offers, const Rates *q, int64_t i,
                         int64_t estate, float luck)
{
    float total = 0.0f;
    for (int kind = 0; kind < KINDS; kind++)
        total += attention(r, push, offers, q, i, estate, kind);
    float left = luck * total;
    int chosen = -1;
    for (int kind = 0; kind < KINDS; kind++) {
        float weight = attention(r, push, offers, q, i, estate, kind);
        if (weight > 0.0f && left >= 0.0f) {
            chosen = kind;
            left -= weight;
        }
    }
    return chosen;
}

typedef struct {
    float by_person[5], all; /* from TIE on; heard of in any way */
} Ways;

static inline Ways ways_of(const Residents *r, const Push *push, const Rates *q, int64_t i, float offered)
{
    float heeds = 1.0f - r->unheeding[i];
    Ways w = {{q->ask_tie * (float)r->near[i] + push->tie[i], push->leader[i], push->party[i], push->cadre[i],
               push->stranger[i]}, 0.0f};
    for (int n = 0; n < 5; n++)
        w.all += w.by_person[n];
    w.all += (r->attentive[i] ? q->notice * offered * heeds : 0.0f) + push->notice[i] * heeds;
    return w;
}

/* Which source reaches somebody whose luck lies below the chance to be reached at all. */
static inline int reached_by(const Ways *w, float luck)
{
    float hazard = 0.0f;
    for (int n = 0; n < 5; n++) {
        hazard += w->by_person[n];
        if (luck < 1.0f - expf(-hazard))
            return TIE + n;
    }
    return NOTICE;
}

typedef struct { /* what is the same for everybody in a week */
    const Residents *r;
    const Push *push;
    const Offers *offers;
    const Rates *q;
    const Asking *asking;
    const Acts *acts;
    const float *collective;
    const uint64_t *keys;
    Occasions *out;
} Week;

/* Weigh an act and write down how it was decided. */
static void weigh(const Week *w, int64_t n, int64_t estate, int64_t i, int kind, int source, int32_t host)
{
    const Residents *r = w->r;
    const Push *push = w->push;
    const Offers *offers = w->offers;
    const Rates *q = w->q;
    const Acts *acts = w->acts;
    Occasions *out = w->out;
    float norm = norm_felt(r, q, i, acts->costly[kind]);
    float own = q->base + q->ease * r->ease[i] + q->eases * r->eases[i * KINDS + kind];
    own += q->weight_motivation * r->motivation[i] + q->weight_habit * r->habits[i * KINDS + kind];
    own += q->weight_norm * norm * (0.5f + acts->visibility[kind] * r->concern[i]) * (1.0f + offers->norm[estate]) *
           (1.0f - q->norm_crowding * push->controlling[i]);
    own += q->weight_efficacy * (r->efficacy[i] - 0.5f) + q->weight_collective * w->collective[estate];
    own += q->weight_belonging * (r->belonging[i] - 0.5f) + q->weight_trust * (r->trust[i] - 0.5f);
    own += q->weight_fit * (r->fit[i * KINDS + kind] - 0.5f);
    own -= q->weight_skill * most(acts->skill[kind] - r->skill[i], 0.0f);
    own -= q->weight_burnout * r->burnout[i];
    if (host != NO_PLACE)
        own += q->weight_member;
    own += w->asking->weight[source];
    if (source >= TIE && source <= STRANGER)
        own -= w->asking->refused_weight * r->weary[i];
    own += q->weight_external * push->reward[i] * least(offers->rewarded[kind], 0.0f);
    if (acts->deep[kind])
        own += q->weight_knowledge * r->knowledge[i];

    float pressure = most(most(r->pressure[i], push->pressure[i]), w->asking->control[source]);
    float external = 1.0f - (1.0f - pressure) * (1.0f - push->reward[i] * most(offers->rewarded[kind], 0.0f));
    float willing = sigma(own + q->weight_external * external);
    float able = 1.0f - expf(-(r->spare[i] + push->relief[i]) / (q->spare_scale * acts->hours[kind]));
    float face = acts->visibility[kind] * norm * r->concern[i];
    out->row[n] = (int32_t)i;
    out->kind[n] = (int8_t)kind;
    out->came[n] = uniform(w->keys[COME], (uint64_t)r->number[i]) < able * willing;
    out->source[n] = (int8_t)source;
    out->host[n] = host;
    out->chance[n] = able * willing;
    out->unable[n] = able < willing;
    out->no_seat[n] = 0;
    out->own[n] = sigma(own) / willing;
    out->autonomy[n] =
        (1.5f * r->motivation[i] - 2.0f * external - face) / (external + face + r->motivation[i] + 1e-6f);
}

#define MOVE_ON(column) memmove(&out->column[at + 1], &out->column[at], (size_t)(count - at) * sizeof *out->column)

/* Who came to an event asks those at home along, who stand in rows first to last; returns how many occasions there are
 * now. */
static int64_t ask_at_home(const Week *w, int64_t estate, int64_t first, int64_t last, int kind, int64_t at,
                           int64_t count)
{
    const Residents *r = w->r;
    Occasions *out = w->out;
    for (int64_t i = first; i <= last; i++) {
        int heard = at < count && out->row[at] == i;
        int settled = heard && (out->came[at] || out->host[at] != NO_PLACE);
        if (r->able[i] && !settled && uniform(w->keys[ALONG], (uint64_t)r->number[i]) < w->asking->along) {
            if (!heard) {
                MOVE_ON(row), MOVE_ON(kind), MOVE_ON(came), MOVE_ON(source), MOVE_ON(host), MOVE_ON(chance);
                MOVE_ON(unable), MOVE_ON(own), MOVE_ON(autonomy);
                count++;
                heard = 1;
            }
            weigh(w, at, estate, i, kind, HOUSEHOLD, NO_PLACE);
        }
        at += heard;
    }
    return count;
}

/* A place in a team that meets, or being reached; deciding; those at home. Returns how many had an occasion. */
static int64_t decide(const Week *w, const int64_t *estate_start, int64_t estates, const int32_t *household,
                      const int32_t *host, const int8_t *held)
{
    const Residents *r = w->r;
    int64_t count = 0;
    for (int64_t estate = 0; estate < estates; estate++) {
        float offered = 0.0f;
        for (int kind = 0; kind < KINDS; kind++)
            offered += w->offers->notice[estate * KINDS + kind];
        int64_t home = estate_start[estate], begin = count, end = estate_start[estate + 1];
        int came_to = -1;
        for (int64_t i = home; i < end; i++) {
            if (household[i] != household[home])
                home = i, begin = count, came_to = -1;
            if (r->able[i]) {
                uint64_t number = (uint64_t)r->number[i];
                int kind = held[i], source = OWN;
                if (host[i] == NO_PLACE) {
                    float luck = uniform(w->keys[REACH], number);
                    Ways ways = ways_of(r, w->push, w->q, i, offered);
                    kind = -1;
                    if (offered > 0.0f && luck < ways.all && luck < 1.0f - expf(-ways.all)) {
                        source = reached_by(&ways, luck);
                        kind = choose(r, w->push, w->offers, w->q, i, estate, uniform(w->keys[KIND], number));
                    }
                }
                if (kind >= 0) {
                    weigh(w, count, estate, i, kind, source, host[i]);
                    if (w->out->came[count] && host[i] == NO_PLACE && came_to < 0)
                        came_to = kind;
                    count++;
                }
            }
            if (came_to >= 0 && (i + 1 == end || household[i + 1] != household[i]))
                count = ask_at_home(w, estate, home, i, came_to, begin, count);
        }
    }
    return count;
}

static inline float needs_of(const Residents *r, const Rates *q, int64_t i, float competence, float related,
                             float autonomy)
{
    float whole = q->share_competence + q->share_relatedness + q->share_autonomy;
    float felt = r->by_face[i] ? least(clip01(related), 0.5f) : clip01(related);
    return powf(clip01(competence), q->share_competence / whole) * powf(felt, q->share_relatedness / whole) *
           powf(clip01(autonomy), q->share_autonomy / whole);
}

/* How many of some occasions are taken, each with the same chance, from one uniform number. */
static inline int how_many(int times, float chance, float luck)
{
    if (chance >= 1.0f)
        return times;
    float at = powf(1.0f - chance, (float)times), passed = at;
    int done = 0;
    while (luck >= passed && done < times) {
        at *= (float)(times - done) / (float)(done + 1) * chance / (1.0f - chance);
        done++;
        passed += at;
    }
    return done;
}

/* Everyday acts that somebody supports raise autonomous motivation. */
static void take_to_heart(const Week *w, int64_t i, int source, int done)
{
    const Residents *r = w->r;
    const Push *push = w->push;
    const Rates *q = w->q;
    float related = q->related_base + q->related_contacts * share_active(r, i) +
                    q->related_member * (r->memberships[i] > 0 ? 1.0f : 0.0f) + push->relatedness[i];
    float competence = q->competence_base + q->competence_skill * r->skill[i] + push->competence[i];
    float autonomy =
        1.0f - q->autonomy_pressed * most(r->pressure[i], w->asking->control[source]) + push->autonomy[i];
    float needs = needs_of(r, q, i, competence, related, autonomy);
    float gain = q->internalise * most(needs - q->need_threshold, 0.0f) / 0.3f;
    r->motivation[i] = clip01(r->motivation[i] + gain * least((float)done / 7.0f, 1.0f) * (1.0f - r->motivation[i]));
}

/* The week's everyday acts, on what was done at home last week. */
static void do_everyday(const Week *w, const int32_t *household, int64_t people)
{
    const Residents *r = w->r;
    const Push *push = w->push;
    const Rates *q = w->q;
    const int first_kind = KINDS - EVERYDAY;
    for (int64_t first = 0, last; first < people; first = last + 1) {
        int before[EVERYDAY] = {0};
        for (last = first; last + 1 < people && household[last + 1] == household[first];)
            last++;
        for (int64_t i = first; i <= last; i++)
            for (int n = 0; n < EVERYDAY; n++)
                before[n] += r->able[i] ? r->everyday[i * EVERYDAY + n] : 0;
        for (int64_t i = first; i <= last; i++) {
            uint8_t *did = r->everyday + i * EVERYDAY;
            if (!r->able[i]) {
                memset(did, 0, EVERYDAY);
                continue;
            }
            uint64_t number = (uint64_t)r->number[i];
            int source = (int)push->prompter[i], done_any = 0;
            float hazard = push->prompt[i], done_for = push->done_for[i];
            if (hazard > 0.0f && source == NOTICE)
                hazard *= r->attentive[i] ? 1.0f - r->unheeding[i] : 0.0f;
            int prompted = hazard > 0.0f && uniform(w->keys[PROMPTED], number) < 1.0f - expf(-hazard);
            float within = r->frail[i] ? q->everyday_frail : 1.0f;
            for (int n = 0; n < EVERYDAY; n++) {
                int kind = first_kind + n, times = (int)w->acts->times[kind], done = 0;
                int others = before[n] - did[n] < times ? before[n] - did[n] : times;
                float *habit = &r->habits[i * KINDS + kind];
                float unnoticed = (1.0f - *habit) * (1.0f - q->everyday_noticed) *
                                  (1.0f - q->everyday_home * (float)others / (float)times);
                float noticed = prompted ? 1.0f : 1.0f - unnoticed, luck = uniform(w->keys[FIRST_EVERYDAY + n], number);
                if (luck >= 1.0f - (float)times * within * noticed) {
                    float will = q->everyday_base + q->everyday_motivation * r->motivation[i] +
                                 q->everyday_ease * HALF_ROOT * (r->ease[i] + r->eases[i * KINDS + kind]) +
                                 q->everyday_habit * *habit + q->everyday_done_for * done_for;
                    if (prompted) {
                        will += q->everyday_asked * w->asking->weight[source];
                        will -= source != NOTICE ? w->asking->refused_weight * r->weary[i] : 0.0f;
                    }
                    done = how_many(times, within * noticed * sigma(will), luck);
                }
                did[n] = (uint8_t)done;
                done_any += done;
                if (done) {
                    float learns = q->everyday_gain * (1.0f - q->everyday_unlearnt * done_for);
                    float formed = 1.0f - (1.0f - *habit) * powf(1.0f - learns, (float)done);
                    *habit = formed * powf(1.0f - q->everyday_loss, (float)(times - done));
                } else if (*habit > 0.0f)
                    *habit *= powf(1.0f - q->everyday_loss, (float)times);
            }
            if (prompted && done_any == 0) {
                if (source == NOTICE)
                    r->unheeding[i] += w->asking->unheeded * (1.0f - r->unheeding[i]);
                else
                    r->weary[i] += w->asking->refused * (1.0f - r->weary[i]);
            }
            if (done_any > 0 && push->competence[i] + push->relatedness[i] > 0.0f)
                take_to_heart(w, i, prompted ? source : OWN, done_any);
        }
    }
}

/* Hours each one gives, and how well each kind of activity went in each grid. */
static void give(const Residents *r, const Push *push, const Rates *q, const Acts *acts, const Occasions *o,
                 int64_t count, const int32_t *grid, int64_t grids, float *hours, float *success)
{
    memset(success, 0, (size_t)(grids * KINDS) * sizeof *success);
    for (int64_t n = 0; n < count; n++) {
        if (!o->came[n])
            continue;
        int64_t i = o->row[n];
        float own = acts->hours[o->kind[n]], further = most(r->spare[i] + push->relief[i] - own, 0.0f);
        hours[n] = own + q->extra_hours * r->habit[i] * r->motivation[i] * further;
        success[grid[i] * KINDS + o->kind[n]] += 1.0f;
    }
    for (int64_t cell = 0; cell < grids * KINDS; cell++)
        success[cell] = acts->joint[cell % KINDS] ? 1.0f - expf(-success[cell] / q->turnout) : 0.5f;
}

/* A week passes: everything returns towards the person's own level. */
static void fade(Residents *restrict r, const Push *restrict push, const Rates *restrict q,
                 const Asking *restrict asking, const int64_t *restrict estate_start, int64_t estates,
                 const float *restrict solved, int64_t week)
{
    int64_t people = estate_start[estates];
    uint8_t *own_recent = r->own_recent + week % WINDOW * people;
    int8_t *autonomy_recent = r->autonomy_recent + week % WINDOW * people;
    for (int64_t estate = 0; estate < estates; estate++) {
        for (int64_t i = estate_start[estate]; i < estate_start[estate + 1]; i++) {
            r->took[i] <<= 1;
            r->reached[i] <<= 1;
            r->voiced[i] <<= 1;
            r->by_peers[i] <<= 1;
            r->own_sum[i] -= own_recent[i];
            own_recent[i] = 0;
            r->autonomy_sum[i] -= autonomy_recent[i];
            autonomy_recent[i] = 0;
            r->motivation[i] -=
                q->motivation_fade * (r->motivation[i] - r->own_motivation[i]) * (1.0f - q->habit_shield * r->habit[i]);
            if (r->habit[i] > 0.0f) {
                r->habit[i] *= 1.0f - q->habit_fade;
                for (int kind = 0; kind < KINDS - EVERYDAY; kind++)
                    r->habits[i * KINDS + kind] *= 1.0f - q->habit_fade;
            }
            r->weary[i] *= 1.0f - asking->refused_fade;
            r->unheeding[i] *= 1.0f - asking->unheeded_fade;
            r->burnout[i] *= 1.0f - q->burnout_fade;
            r->knowledge[i] *= 1.0f - q->knowledge_fade;
            r->pressure[i] = most(r->pressure[i] * (1.0f - q->external_fade), push->pressure[i]);
            r->efficacy[i] -= q->attitude_fade * (r->efficacy[i] - r->own_efficacy[i]);
            r->belonging[i] -= q->attitude_fade * (r->belonging[i] - r->own_belonging[i]);
            float trust = r->trust[i], gap = solved[estate] - trust, word = push->promise[i];
            float change = q->trust_pull * (gap < 0.0f ? q->failure_weight : 1.0f) * gap -
                           q->trust_fade * (trust - r->own_trust[i]);
            change += q->promise_kept * (word > 0.0f ? word * (1.0f - trust) : q->failure_weight * word * trust);
            r->trust[i] = clip01(trust + change);
        }
    }
}

/* Those who took part learn from it. */
static void experience(Residents *restrict r, const Push *restrict push, const Offers *restrict offers,
                       const Rates *restrict q, const Asking *restrict asking, const Acts *restrict acts,
                       const Occasions *restrict o, int64_t count,
                       const int32_t *restrict estate, const int32_t *restrict grid, const float *restrict collective,
                       const float *restrict success, const float *restrict hours, int64_t people, int64_t week)
{
    for (int64_t n = 0; n < count; n++) {
        int64_t i = o->row[n];
        int kind = o->kind[n], source = o->source[n], placed = o->host[n] != NO_PLACE;
        int in_person = source >= HOUSEHOLD && source <= STRANGER;
        r->reached[i] |= 1u;
        if (!o->came[n]) {
            r->hindered[i] = o->unable[n] ? UNABLE : UNWILLING;
            if (o->no_seat[n])
                continue;
            if (source >= TIE && source <= STRANGER)
                r->weary[i] += asking->refused * (1.0f - r->weary[i]);
            else if (source == NOTICE)
                r->unheeding[i] += asking->unheeded * (1.0f - r->unheeding[i]);
            continue;
        }
        float went_well = success[grid[i] * KINDS + kind];
        int rewarded = push->reward[i] * most(offers->rewarded[kind], 0.0f) > 0.0f;
        float controlling = rewarded ? push->controlling[i] : 0.0f;
        float member = r->memberships[i] > 0 ? 1.0f : 0.0f;
        float related = q->related_base + q->related_contacts * share_active(r, i) + push->relatedness[i] +
                        q->related_member * member;
        if (in_person)
            related += q->related_asked;
        float competence = q->competence_base + q->competence_skill * r->skill[i] +
                           q->competence_collective * collective[estate[i]] +
                           q->competence_success * (went_well - 0.5f) + push->competence[i];
        float autonomy = 1.0f - controlling - q->autonomy_pressed * most(r->pressure[i], asking->control[source]) -
                         q->autonomy_outsider * (1.0f - member) +
                         q->autonomy_say * offers->say[estate[i] * KINDS + kind] + push->autonomy[i];
        float needs = needs_of(r, q, i, competence, related, autonomy);

        float motive = r->motivation[i];
        float gain = q->internalise * (needs - q->need_threshold) / 0.3f;
        gain *= gain > 0.0f ? (1.0f - motive) * (1.0f - q->crowd_learning * controlling) : motive;
        gain -= q->crowd_out * controlling * motive * expf(-(float)r->rewarded_acts[i] / q->crowd_fatigue);
        r->motivation[i] = clip01(motive + gain);
        r->belonging[i] += q->belonging_gain * clip01(related) * (1.0f - r->belonging[i]);
        if (rewarded && r->rewarded_acts[i] < 65535)
            r->rewarded_acts[i]++;
        float better = most(went_well - 0.5f, 0.0f) / 0.5f;
        float worse = q->failure_weight * most(0.5f - went_well, 0.0f) / 0.5f, efficacy = r->efficacy[i];
        float trust = r->trust[i], spare = r->spare[i] + push->relief[i];
        r->efficacy[i] = clip01(efficacy + q->efficacy_gain * (better * (1.0f - efficacy) - worse * efficacy));
        r->trust[i] = clip01(trust + q->trust_gain * (better * (1.0f - trust) - worse * trust));
        r->burnout[i] = clip01(r->burnout[i] + q->burnout_gain * expf(-spare / q->burnout_spare));
        float *habit = &r->habits[i * KINDS + kind];
        *habit += placed ? q->habit_gain * (1.0f - *habit) : q->habit_event * most(q->habit_event_most - *habit, 0.0f);
        r->habit[i] = most(r->habit[i], *habit);
        if (!acts->deep[kind])
            r->knowledge[i] += q->knowledge_gain * (1.0f - r->knowledge[i]);
        if (acts->deep[kind] || (placed && acts->joint[kind] && acts->costly[kind]))
            r->voiced[i] |= 1u;
        if (source <= LEADER)
            r->by_peers[i] |= 1u;
        r->took[i] |= 1u;
        r->acts_total[i]++;
        r->hours_total[i] += hours[n];
        uint8_t own = (uint8_t)(least(o->own[n], 1.0f) * 250.0f);
        int8_t index = (int8_t)(o->autonomy[n] * 60.0f);
        r->own_recent[week % WINDOW * people + i] = own;
        r->own_sum[i] += own;
        r->autonomy_recent[week % WINDOW * people + i] = index;
        r->autonomy_sum[i] += index;
    }
}

/* Read everyone's stage off what they did; whoever became active or stopped tells the contacts. */
static void classify_and_tell(Residents *restrict r, const Rates *restrict q, int64_t people)
{
    for (int64_t i = 0; i < people; i++) {
        if (!r->able[i])
            continue;
        int acts = __builtin_popcount(r->took[i] & WINDOW_BITS), wanted = WANT_TO;
        if (r->formal[i] > 0 && __builtin_popcount(r->voiced[i] & WINDOW_BITS) >= q->together_times &&
            2 * __builtin_popcount(r->by_peers[i] & WINDOW_BITS) >= acts)
            wanted = TOGETHER;
        int own = (float)r->own_sum[i] >= 0.5f * 250.0f * (float)acts;
        r->stage[i] = (uint8_t)(acts == 0 ? BYSTANDER : r->autonomy_sum[i] >= 0 ? wanted : TOLD_TO);
        r->stage_unless[i] = (uint8_t)(acts == 0 ? BYSTANDER : own ? wanted : TOLD_TO);
    }
    for (int64_t i = 0; i < people; i++) {
        int now = r->here[i] && (r->took[i] & ACTIVE_BITS);
        if (now == r->active[i])
            continue;
        int sign = (r->active[i] = (uint8_t)now) ? 1 : -1;
        for (int64_t at = r->tie_start[i]; at < r->tie_start[i + 1]; at++) {
            r->near[r->tie_to[at]] += sign * r->closeness[at];
            if (at >= r->household_end[i])
                r->outside[r->tie_to[at]] += sign;
        }
    }
}

/* One week of everybody. Returns how many had an occasion. */
int64_t live_a_week(Residents *r, const Push *push, const Offers *offers, const Rates *q, const Asking *asking,
                    const Acts *acts, const int64_t *estate_start, int64_t estates, const int32_t *estate,
                    const int32_t *grid, int64_t grids, const int32_t *household, const int32_t *host,
                    const int8_t *held, const float *collective, const float *solved, const uint64_t *keys,
                    int64_t week, Occasions *occasions, float *hours, float *success)
{
    Week w = {r, push, offers, q, asking, acts, collective, keys, occasions};
    int64_t people = estate_start[estates], count = decide(&w, estate_start, estates, household, host, held);
    give(r, push, q, acts, occasions, count, grid, grids, hours, success);
    do_everyday(&w, household, people);
    fade(r, push, q, asking, estate_start, estates, solved, week);
    experience(r, push, offers, q, asking, acts, occasions, count, estate, grid, collective, success, hours, people,
               week);
    classify_and_tell(r, q, people);
    return count;
}
