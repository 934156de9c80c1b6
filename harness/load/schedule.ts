/**
 * When a slot's request is due, in microseconds after the schedule's start. Each slot of 1/rate holds exactly one
 * request, at a random place that seed and slot alone decide: no phase lock with timers, and the same for every run.
 */
export function arrivalUs(seed: number, ratePerS: number, slot: number): number {
  return ((slot + placeIn(slot, seed)) * 1e6) / ratePerS;
}

/** A seed for each lane, so that lanes do not send in step. */
export function laneSeed(seed: number, lane: number): number {
  return mix(seed ^ mix(lane + 1));
}

/** From 0 to 1, never 1: 24 bits leave the sum with a slot's number exact. */
function placeIn(slot: number, seed: number): number {
  return (mix(mix(slot) ^ seed) >>> 8) / 2 ** 24;
}

/** The finalizer of MurmurHash3: every bit of the input moves every bit of the output. */
function mix(value: number): number {
  let bits = (value + 0x9e3779b9) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
