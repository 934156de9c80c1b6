import { meanRate } from '../scenario/load/mean-rate.ts';
import type { Arrival } from '../scenario/scenario.ts';
import { replayProfile, stepsProfile, whenReached } from './arrival-profiles.ts';

/**
 * When a lane's requests are due, one after another: determined by schedule, rate and seed alone, independent
 * of their outcomes.
 */
export interface Arrivals {
  /** Microseconds after the schedule's start; never decreasing. */
  next(): number;
}

/**
 * A lane's schedule from its beginning.
 * @param ratePerS the lane's mean rate; a profile (`steps`, `replay`) is scaled to it and keeps its shape
 */
export function createArrivals(arrival: Arrival, ratePerS: number, seed: number): Arrivals {
  let slot = -1;
  switch (arrival.pattern) {
    case 'random':
      return {
        next: () => {
          slot += 1;
          return arrivalUs(seed, ratePerS, slot);
        },
      };
    case 'constant': {
      // Lanes of one rate do not send in step.
      const phase = placeIn(0, seed);
      return {
        next: () => {
          slot += 1;
          return ((slot + phase) * 1e6) / ratePerS;
        },
      };
    }
    case 'poisson': {
      let gaps = 0;
      return {
        next: () => {
          slot += 1;
          gaps += exponential(slot, seed);
          return (gaps * 1e6) / ratePerS;
        },
      };
    }
    case 'steps': {
      const profile = stepsProfile(arrival.steps);
      const scale = (meanRate(arrival) ?? ratePerS) / ratePerS;
      return {
        next: () => {
          slot += 1;
          return whenReached((slot + placeIn(slot, seed)) * scale, profile);
        },
      };
    }
    case 'replay': {
      const profile = replayProfile(arrival);
      const scale = (meanRate(arrival) ?? ratePerS) / ratePerS;
      return {
        next: () => {
          slot += 1;
          return whenReached(slot * scale, profile);
        },
      };
    }
  }
}

/** Approximate number of requests in the busiest second of a lane. */
export function peakRate(arrival: Arrival, ratePerS: number): number {
  if (arrival.pattern === 'steps')
    return Math.max(...arrival.steps.map((step) => step.ratePerS)) * (ratePerS / (meanRate(arrival) ?? 1));
  if (arrival.pattern !== 'replay') return ratePerS;
  const { offsetsUs } = arrival;
  let busiest = 0;
  for (let first = 0, last = 0; last < offsetsUs.length; last += 1) {
    while ((offsetsUs[last] as number) - (offsetsUs[first] as number) >= 1e6) first += 1;
    busiest = Math.max(busiest, last - first + 1);
  }
  return busiest * (ratePerS / (meanRate(arrival) ?? 1));
}

/**
 * A lane's rate at a moment, in microseconds after its schedule's start: it defines the slot there. The mean,
 * unless there are steps.
 */
export function rateAt(arrival: Arrival, ratePerS: number, us: number): number {
  if (arrival.pattern !== 'steps') return ratePerS;
  const { cycleUs } = stepsProfile(arrival.steps);
  let left = Math.max(0, us) % cycleUs;
  const step =
    arrival.steps.find((step) => {
      left -= step.forMs * 1e3;
      return left < 0;
    }) ?? arrival.steps.at(-1);
  return (step?.ratePerS ?? ratePerS) * (ratePerS / (meanRate(arrival) ?? ratePerS));
}

/**
 * Each slot of 1/rate contains exactly one request, at a random position that only seed and slot determine:
 * no phase lock with timers, and the same for every run. In microseconds.
 */
export function arrivalUs(seed: number, ratePerS: number, slot: number): number {
  return ((slot + placeIn(slot, seed)) * 1e6) / ratePerS;
}

/** A seed for each lane, so that lanes do not send in step. */
export function laneSeed(seed: number, lane: number): number {
  return mix(seed ^ mix(lane + 1));
}

/** From 0 to below 1: 24 bits leave the sum with a slot's number exact. */
function placeIn(slot: number, seed: number): number {
  return (mix(mix(slot) ^ seed) >>> 8) / 2 ** 24;
}

/** A gap of a Poisson process of rate 1, by inverting its distribution; 53 random bits, so that its tail is correct. */
function exponential(slot: number, seed: number): number {
  const high = mix(mix(slot) ^ seed) >>> 5;
  const low = mix(mix(slot) ^ mix(seed)) >>> 6;
  return -Math.log1p(-(high * 2 ** 26 + low) / 2 ** 53);
}

/** The finalizer of MurmurHash3: every bit of the input moves every bit of the output. */
function mix(value: number): number {
  let bits = (value + 0x9e3779b9) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
