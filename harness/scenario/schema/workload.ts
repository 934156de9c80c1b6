import { describeFor } from '../providers/settings.ts';
import { choice, count, duration, flag, list, orNone, positiveDuration, section, text } from './leaves.ts';

/** The service under test: the built-in one with its settings, or the user's own objects. */
export const workload = section({
  builtin: choice(['web']).prefault('web').describe('The service under test'),
  manifests: list('manifests', text('the path of a YAML file of Kubernetes objects'))
    .min(1, { error: 'expected at least one manifest' })
    .optional()
    .describe(
      "In place of `builtin`: the user's own objects, files relative to this one, applied in this order",
    ),
  images: list('images', text('the name of an image'))
    .optional()
    .describe(
      describeFor(
        ['workload', 'images'],
        'Images of `manifests` to load from the local engine onto every node',
      ),
    ),
  ready: section({
    within: positiveDuration()
      .prefault('5m')
      .describe('A workload that is not ready for so long before the baseline ends the run'),
  })
    .prefault({})
    .describe('How long the workload may take to become ready'),
  replicas: count(1, 1_000).prefault(3).describe('Pods of the Deployment'),
  work: duration().prefault('0s').describe('CPU time spent on each request, as `200us`'),
  preStop: duration().prefault('5s').describe('Pause of the preStop hook; 0s leaves the hook out'),
  terminationGrace: duration().prefault('30s').describe('terminationGracePeriodSeconds'),
  budget: orNone(
    section({ minAvailable: count(0, 1_000).describe('minAvailable of the PodDisruptionBudget') }),
  )
    .optional()
    .describe('PodDisruptionBudget; by default all replicas but one, and none for a single replica'),
  spread: flag().prefault(true).describe('Topology spread over nodes'),
  onSigterm: choice(['graceful', 'exit', 'ignore'])
    .prefault('graceful')
    .describe('graceful: finish requests, then exit; exit: exit at once; ignore: do nothing'),
  readinessProbe: flag().prefault(true).describe('Whether the pods have a readiness probe'),
  startup: duration().prefault('0s').describe('Time from process start until it listens'),
}).prefault({});
