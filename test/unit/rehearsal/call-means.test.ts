import { expect, test } from 'vitest';
import { createCommands } from '../../../harness/command/commands.ts';
import { createCallMeans } from '../../../harness/rehearsal/call-means.ts';
import { scenario } from '../../support/judge/simulated-run.ts';

const targets = [{ name: 'my-shop' } as (typeof scenario.load.targets)[number]];
const env = { TOKEN: 's3cret' };
const means = createCallMeans(
  {
    id: 'run-1',
    commands: createCommands(),
    env,
    scenario: { ...scenario, load: { ...scenario.load, targets } },
  },
  { kubeconfig: '/private/kubeconfig' },
  { url: (name) => new URL(`http://127.0.0.1:8080/${name}`) },
);
const call = (variable: string) =>
  ({
    kind: 'http',
    url: 'http://search/health',
    method: 'GET',
    headers: { authorization: { env: variable }, accept: { text: '*/*' } },
    ...{ body: null, status: 200, json: null, timeoutMs: 1_000 },
  }) as const;

test("a command has the replica's kubeconfig, the run's id and the front door's addresses", () => {
  expect(means.env).toEqual({
    KUBECONFIG: '/private/kubeconfig',
    REHEARSE_RUN: 'run-1',
    REHEARSE_URL_MY_SHOP: 'http://127.0.0.1:8080/my-shop',
  });
});

test('a request has its secrets, and is refused without one', () => {
  expect(means.headers(call('TOKEN'))).toEqual({ authorization: 's3cret', accept: '*/*' });
  expect(() => means.headers(call('OTHER'))).toThrow('http://search/health: authorization: OTHER is not set');
});
