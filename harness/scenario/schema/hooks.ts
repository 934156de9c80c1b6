import { hookPlaceNames } from '../hooks/hook.ts';
import { choice, list, positiveDuration, section, text } from './leaves.ts';
import { callName, userCall } from './user-call.ts';

/** What is done around a roll: `upgrade.hooks`. */
export const hooks = list(
  'hooks',
  section({
    name: callName().describe('Names it in the journal and in messages'),
    when: choice(['before', 'after']).describe('On which side of its place'),
    at: choice(hookPlaceNames).describe(
      'The place: the whole run, a phase, the nodes of a role, those of a pool, or each node; kops has the first two',
    ),
    of: text('the name of a phase, role, pool or node')
      .optional()
      .describe(
        'Which phase, role or pool; of nodes, their role, pool or slot as `workers/0`; by default each',
      ),
    ...userCall,
    manifests: list('manifests', text('the path of a YAML file of Kubernetes objects'))
      .min(1, { error: 'expected at least one manifest' })
      .optional()
      .describe(
        'Objects to create or change, in place of `command`; awaited until rolled out or complete, for `timeout` at most',
      ),
    pause: positiveDuration().optional().describe('A pause for so long, in place of `command`'),
    onFailure: choice(['fail', 'continue'])
      .prefault('fail')
      .describe('fail: the upgrade has failed; continue: the failure is recorded and the roll continues'),
  }),
).prefault([]);
