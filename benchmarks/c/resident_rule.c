/* The rule of a resident in C: a port of sim/agents/decide.py and learn.py, one loop over residents per step.
 * types.h is written by the benchmark: the structs have the columns of the Python side, in its order. */
#include <math.h>
#include <stdint.h>
#include <string.h>
#include "types.h"

#define WINDOW 26
#define SHORT_WINDOW 12
#define WINDOW_BITS ((1u << WINDOW) - 1)
#define SHORT_BITS ((1u << SHORT_WINDOW) - 1)
#define ACTIVE_BITS 15u
enum { BYSTANDER, TOLD_TO, WANT_TO, TOGETHER, UNABLE = 1, UNWILLING = 2 };

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

/* Reach residents and let each one reached decide; returns how many were reached. */
int64_t decide(const Residents *restrict r, const Push *restrict push, const Offers *restrict offers,
               const Rates *restrict q, const Acts *restrict acts, const int64_t *restrict estate_start,
               int64_t estates, const float *restrict collective, const uint64_t *restrict keys,
               Occasions *restrict out)
{
    int64_t count = 0;
    for (int64_t estate = 0; estate < estates; estate++) {
        float offered = 0.0f;
        for (int kind = 0; kind < KINDS; kind++)
            offered += offers->notice[estate * KINDS + kind];
        if (offered <= 0.0f)
            continue;
        float by_notice = q->notice * offered;
        for (int64_t i = estate_start[estate]; i < estate_start[estate + 1]; i++) {
            if (!r->able[i])
                continue;
            uint64_t number = (uint64_t)r->number[i];
            float luck = uniform(keys[0], number);
            float by_person = q->ask_tie * (float)r->near[i] + push->asked[i];
            float hazard = by_person + (r->attentive[i] ? by_notice : 0.0f) + push->notice[i] +
                           q->ask_habit * r->habit[i] + (r->memberships[i] > 0 ? q->ask_member : 0.0f);
            if (luck >= hazard || luck >= 1.0f - expf(-hazard))
                continue;
            int asked = luck < 1.0f - expf(-by_person);
            int kind = choose(r, push, offers, q, i, estate, uniform(keys[1], number));
            if (kind < 0)
                continue;

            float norm = norm_felt(r, q, i, acts->costly[kind]);
            float own = q->base + q->weight_motivation * r->motivation[i] + q->weight_habit * r->habit[i];
            own += q->weight_norm * norm * (0.5f + acts->visibility[kind] * r->concern[i]) *
                   (1.0f + offers->norm[estate]) * (1.0f - q->norm_crowding * push->controlling[i]);
            own += q->weight_efficacy * (r->efficacy[i] - 0.5f) + q->weight_collective * collective[estate];
            own += q->weight_belonging * (r->belonging[i] - 0.5f) + q->weight_trust * (r->trust[i] - 0.5f);
            own += q->weight_fit * (r->fit[i * KINDS + kind] - 0.5f);
            own -= q->weight_skill * most(acts->skill[kind] - r->skill[i], 0.0f);
            own -= q->weight_burnout * r->burnout[i];
            if (r->memberships[i] > 0)
                own += q->weight_member;
            if (asked)
                own += q->weight_asked;
            own += q->weight_external * push->reward[i] * least(offers->rewarded[kind], 0.0f);
            if (acts->deep[kind])
                own += q->weight_knowledge * r->knowledge[i];

            float pressure = most(r->pressure[i], push->pressure[i]);
            float external = 1.0f - (1.0f - pressure) * (1.0f - push->reward[i] * most(offers->rewarded[kind], 0.0f));
            float willing = sigma(own + q->weight_external * external);
            float able = 1.0f - expf(-(r->spare[i] + push->relief[i]) / (q->spare_scale * acts->hours[kind]));
            float face = acts->visibility[kind] * norm * r->concern[i];
            out->row[count] = (int32_t)i;
            out->kind[count] = (int8_t)kind;
            out->came[count] = uniform(keys[2], number) < able * willing;
            out->asked[count] = asked;
            out->chance[count] = able * willing;
            out->unable[count] = able < willing;
            out->own[count] = sigma(own) / willing;
            out->autonomy[count] = (1.5f * r->motivation[i] - 2.0f * external - face) /
                                   (external + face + r->motivation[i] + 1e-6f);
            count++;
        }
    }
    return count;
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
                 const int64_t *restrict estate_start, int64_t estates, const float *restrict solved, int64_t week)
{
    int64_t people = estate_start[estates];
    uint8_t *own_recent = r->own_recent + week % WINDOW * people;
    int8_t *autonomy_recent = r->autonomy_recent + week % SHORT_WINDOW * people;
    uint32_t missed = ((1u << (q->habit_grace + 1)) - 1) << 1;
    for (int64_t estate = 0; estate < estates; estate++) {
        for (int64_t i = estate_start[estate]; i < estate_start[estate + 1]; i++) {
            r->took[i] <<= 1;
            r->reached[i] <<= 1;
            r->voiced[i] <<= 1;
            r->own_sum[i] -= own_recent[i];
            own_recent[i] = 0;
            r->autonomy_sum[i] -= autonomy_recent[i];
            autonomy_recent[i] = 0;
            r->motivation[i] -=
                q->motivation_fade * (r->motivation[i] - r->own_motivation[i]) * (1.0f - q->habit_shield * r->habit[i]);
            r->habit[i] *= (r->took[i] & missed) == 0 ? 1.0f - q->habit_fade : 1.0f;
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
                       const Rates *restrict q, const Acts *restrict acts, const Occasions *restrict o, int64_t count,
                       const int32_t *restrict estate, const int32_t *restrict grid, const float *restrict collective,
                       const float *restrict success, const float *restrict hours, int64_t people, int64_t week)
{
    float whole = q->share_competence + q->share_relatedness + q->share_autonomy;
    for (int64_t n = 0; n < count; n++) {
        int64_t i = o->row[n];
        int kind = o->kind[n];
        r->reached[i] |= 1u;
        if (!o->came[n]) {
            r->hindered[i] = o->unable[n] ? UNABLE : UNWILLING;
            continue;
        }
        float went_well = success[grid[i] * KINDS + kind];
        int rewarded = push->reward[i] * most(offers->rewarded[kind], 0.0f) > 0.0f;
        float controlling = rewarded ? push->controlling[i] : 0.0f;
        float member = r->memberships[i] > 0 ? 1.0f : 0.0f;
        float related = q->related_base + q->related_contacts * share_active(r, i) + push->relatedness[i] +
                        q->related_member * member;
        if (o->asked[n])
            related += q->related_asked;
        float competence = q->competence_base + q->competence_skill * r->skill[i] +
                           q->competence_collective * collective[estate[i]] +
                           q->competence_success * (went_well - 0.5f) + push->competence[i];
        float autonomy = 1.0f - controlling - q->autonomy_pressed * r->pressure[i] -
                         q->autonomy_outsider * (1.0f - member) +
                         q->autonomy_say * offers->say[estate[i] * KINDS + kind] + push->autonomy[i];
        float felt = r->by_face[i] ? least(clip01(related), 0.5f) : clip01(related);
        float needs = powf(clip01(competence), q->share_competence / whole) * powf(felt, q->share_relatedness / whole) *
                      powf(clip01(autonomy), q->share_autonomy / whole);

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
        r->habit[i] += q->habit_gain * (1.0f - r->habit[i]);
        if (!acts->deep[kind])
            r->knowledge[i] += q->knowledge_gain * (1.0f - r->knowledge[i]);
        else
            r->voiced[i] |= 1u;
        r->took[i] |= 1u;
        r->acts_total[i]++;
        r->hours_total[i] += hours[n];
        uint8_t own = (uint8_t)(least(o->own[n], 1.0f) * 250.0f);
        int8_t index = (int8_t)(o->autonomy[n] * 60.0f);
        r->own_recent[week % WINDOW * people + i] = own;
        r->own_sum[i] += own;
        r->autonomy_recent[week % SHORT_WINDOW * people + i] = index;
        r->autonomy_sum[i] += index;
    }
}

/* Read everyone's stage off what they did; whoever became active or stopped tells the contacts. */
static void classify_and_tell(Residents *restrict r, int64_t people)
{
    for (int64_t i = 0; i < people; i++) {
        if (!r->able[i])
            continue;
        int acts = __builtin_popcount(r->took[i] & WINDOW_BITS);
        uint8_t stage = BYSTANDER, strict = BYSTANDER;
        if (acts > 0) {
            int joint = r->formal[i] > 0 && (r->voiced[i] & WINDOW_BITS);
            stage = (float)r->own_sum[i] >= 0.5f * 250.0f * (float)acts ? (joint ? TOGETHER : WANT_TO) : TOLD_TO;
        }
        if (r->took[i] & SHORT_BITS) {
            int joint = r->formal[i] > 0 && (r->voiced[i] & SHORT_BITS);
            strict = r->autonomy_sum[i] >= 0 ? (joint ? TOGETHER : WANT_TO) : TOLD_TO;
        }
        r->stage[i] = stage;
        r->stage_strict[i] = strict;
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

/* One week of everybody; keys: reach, kind, come. Returns how many were reached. */
int64_t live_a_week(Residents *r, const Push *push, const Offers *offers, const Rates *q, const Acts *acts,
                    const int64_t *estate_start, int64_t estates, const int32_t *estate, const int32_t *grid,
                    int64_t grids, const float *collective, const float *solved, const uint64_t *keys, int64_t week,
                    Occasions *occasions, float *hours, float *success)
{
    int64_t count = decide(r, push, offers, q, acts, estate_start, estates, collective, keys, occasions);
    give(r, push, q, acts, occasions, count, grid, grids, hours, success);
    fade(r, push, q, estate_start, estates, solved, week);
    experience(r, push, offers, q, acts, occasions, count, estate, grid, collective, success, hours,
               estate_start[estates], week);
    classify_and_tell(r, estate_start[estates]);
    return count;
}
