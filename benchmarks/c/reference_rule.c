/* The reference rule in C, twice: as one writes it at first, and in the best form we know.
 *
 * Both take the draws of sim/rng.py (the finaliser of splitmix64 of an address) and come to the same decisions.
 * The exponential is the polynomial that the numba kernel uses: with another one, one decision in millions differs.
 */
#include <stdint.h>
#include <string.h>

#define RECENT 15 /* the lowest four bits: took part in the last four weeks */

static inline float uniform(uint64_t key, uint64_t entity)
{
    uint64_t z = key + entity * 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    z = z ^ (z >> 31);
    return (float)(int32_t)(z >> 41) * 0x1p-23f + 0x1p-24f;
}

/* exp(x) for -80 < x < 80, relative error below 3e-7 */
static inline float exponential(float x)
{
    float t = x * 1.44269504f;
    float whole = __builtin_floorf(t);
    float part = t - whole;
    float p = 1.8775767e-3f;
    p = p * part + 8.9893397e-3f;
    p = p * part + 5.5826318e-2f;
    p = p * part + 2.4015361e-1f;
    p = p * part + 6.9315308e-1f;
    p = p * part + 9.9999994e-1f;
    int32_t bits = ((int32_t)whole + 127) << 23;
    float power;
    memcpy(&power, &bits, sizeof power);
    return p * power;
}

typedef struct {
    float own;    /* what speaks for taking part, in logits */
    float weight; /* of the share of contacts who took part lately */
    uint8_t took; /* one bit a week */
    uint8_t active, next;
    int32_t first, last, total; /* ties, and their closeness in all */
} Person;

/* A struct a person, contacts counted anew by everybody in every week. */
void plain_weeks(Person *person, int32_t people, const int32_t *to, const uint8_t *closeness, const uint64_t *keys,
                 int32_t weeks, int64_t *acts)
{
    for (int32_t week = 0; week < weeks; week++) {
        for (int32_t i = 0; i < people; i++) {
            Person *p = &person[i];
            int32_t near = 0;
            for (int32_t at = p->first; at < p->last; at++)
                if (person[to[at]].active)
                    near += closeness[at];
            float x = p->own + p->weight * (float)near / (float)(p->total > 0 ? p->total : 1);
            p->next = uniform(keys[week], (uint64_t)i) * (1.0f + exponential(-x)) < 1.0f;
        }
        for (int32_t i = 0; i < people; i++) {
            Person *p = &person[i];
            p->took = (uint8_t)(p->took << 1) | p->next;
            p->active = (p->took & RECENT) != 0;
            acts[week] += p->next;
        }
    }
}

/* Columns; one pass without a branch that the compiler vectorises; only those who changed tell their contacts. */
void best_weeks(const float *restrict own, const float *restrict per_point, uint8_t *restrict took,
                int32_t *restrict near, const int32_t *restrict start, const int32_t *restrict to,
                const uint8_t *restrict closeness, int32_t people, const uint64_t *restrict keys, int32_t weeks,
                uint8_t *restrict changed, int64_t *restrict acts)
{
    for (int32_t week = 0; week < weeks; week++) {
        uint64_t key = keys[week];
        for (int32_t i = 0; i < people; i++) {
            float x = own[i] + per_point[i] * (float)near[i];
            uint8_t came = uniform(key, (uint64_t)i) * (1.0f + exponential(-x)) < 1.0f;
            uint8_t before = took[i], after = (uint8_t)(before << 1) | came;
            took[i] = after;
            changed[i] = ((after & RECENT) != 0) ^ ((before & RECENT) != 0);
        }
        int32_t sum = 0;
        for (int32_t i = 0; i < people; i++)
            sum += took[i] & 1;
        acts[week] = sum;
        for (int32_t i = 0; i < people; i++) {
            if (!changed[i])
                continue;
            int32_t sign = (took[i] & RECENT) ? 1 : -1;
            for (int32_t at = start[i]; at < start[i + 1]; at++)
                near[to[at]] += sign * closeness[at];
        }
    }
}
