import { describeFor } from '../providers/settings.ts';
import { duration, orNone, percentage, positiveDuration, section } from './leaves.ts';

const probe = (longest: string) =>
  orNone(
    section({ longest: duration().prefault(longest).describe('Longest outage that is still met') }),
  ).prefault({});

/** A probe that runs only if a scenario sets it. */
const optionalProbe = (longest: string) =>
  orNone(
    section({ longest: duration().prefault(longest).describe('Longest outage that is still met') }),
  ).prefault('none');

/** The written form of `criteria`. */
export const criteria = section({
  outage: section({
    longest: duration()
      .prefault('500ms')
      .describe('Longest time in which at least half of the requests may be bad'),
  }).prefault({}),
  bad: section({
    perStep: duration().prefault('1s').describe("Bad requests / rate in one node's step, worst lane"),
  }).prefault({}),
  latency: section({
    p90: section({
      increase: percentage().prefault('50%').describe('Increase over the baseline that is still met'),
      atLeast: duration().prefault('20ms').describe('An increase smaller than this is always met'),
    }).prefault({}),
    p99: section({
      increase: percentage().prefault('100%').describe('The same for p99; only if this section is present'),
      atLeast: duration().prefault('50ms').describe('An increase smaller than this is always met'),
    }).optional(),
  }).prefault({}),
  probes: section({
    api: probe('3m').describe('Outage of the API server'),
    dns: probe('2s').describe(
      describeFor(['criteria', 'probes', 'dns'], 'Outage of the cluster DNS, asked from every node'),
    ),
    pods: probe('2s').describe(
      describeFor(
        ['criteria', 'probes', 'pods'],
        "Outage of the network between two nodes' pods, from each to every other",
      ),
    ),
    apiWrite: optionalProbe('3m').describe('Outage of writing to the API; no acknowledged write may be lost'),
    rollout: optionalProbe('3m').describe('Longest time in which no Deployment could be rolled'),
  }).prefault({}),
  settle: section({
    within: positiveDuration()
      .prefault('60s')
      .describe('From the last uncordon until the cluster has recovered'),
  }).prefault({}),
}).prefault({});
