import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kopsCli } from '../../../../../harness/clusters/kops/cli/kops-cli.ts';
import { refused } from '../../../../support/clusters/kind/fixtures.ts';
import { storeWith } from '../../../../support/clusters/kops/store.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

const clone = 'rehearsal1.k8s.local';
const scope = { stateStore: 's3://kops-state', production: 'production.example.com', clone };
const signal = new AbortController().signal;
const update = ['update', 'cluster', `--name=${clone}`, '--yes'];
const lost =
  'W1130 08:00:00.000000    1 executor.go:141] error running task\nError: error listing volumes: RequestError: send request failed\ncaused by: Post "https://ec2.us-east-1.amazonaws.com/": EOF';

/** Sends a command to a kops that fails so many times. */
async function sent(args: readonly string[], failures: number, message = lost) {
  using folder = tempFolder();
  let failed = 0;
  const commands = storeWith([], (line) => {
    if (!line.startsWith(`kops ${args.slice(0, 2).join(' ')}`)) return undefined;
    failed += 1;
    return failed > failures ? '' : refused(message);
  });
  const kops = kopsCli({ commands, scope, kubeconfig: '/k', logFolder: folder.path, retryPauseMs: 0 });
  const { exitCode } = await kops.attempt(args, { signal });
  const logs = readdirSync(folder.path)
    .toSorted()
    .map((file) => `${file}: ${readFileSync(join(folder.path, file), 'utf8').trim().split('\n').at(-1)}`);
  return { exitCode, attempts: failed, logs };
}

describe('a command of kops whose answer from the cloud was lost', () => {
  it('is sent again, and every attempt has its log', async () => {
    expect(await sent(update, 1)).toEqual({
      exitCode: 0,
      attempts: 2,
      logs: ['kops-01-update-cluster.log: exit code 1', 'kops-02-update-cluster.log: exit code 0'],
    });
  });

  it('is sent three times at most', async () => {
    expect(await sent(update, 9)).toMatchObject({ exitCode: 1, attempts: 3, logs: { length: 3 } });
  });

  it.each([
    [['delete', 'cluster', `--name=${clone}`, '--yes'], lost, 2],
    // Dry runs: what would be updated, and the table of what would be rolled.
    [['update', 'cluster', `--name=${clone}`], lost, 2],
    [
      ['rolling-update', 'cluster', `--name=${clone}`],
      'Error: cannot list nodes: Get "https://127.0.0.1/api/v1/nodes": net/http: TLS handshake timeout',
      2,
    ],
    [update, 'Error: operation error EC2: DescribeVolumes, exceeded maximum number of attempts, 3', 2],
    // As kops 1.31.0 said it on a busy machine.
    [
      update,
      'Error: error getting ingress status: error finding aws DNSName: looking for AWS NLB: listing ELB LoadBalancers: operation error Elastic Load Balancing v2: DescribeLoadBalancers, https response error StatusCode: 200, RequestID: bfiJ, deserialization failed, failed to decode response body, read tcp 127.0.0.1:49042->127.0.0.1:33351: use of closed network connection',
      2,
    ],
    // What was done may have been done, and it would be done twice.
    [['rolling-update', 'cluster', `--name=${clone}`, '--yes'], lost, 1],
    [['validate', 'cluster', `--name=${clone}`], lost, 1],
    // It would be refused again.
    [update, 'Error: AccessDenied: not authorized to perform ec2:RunInstances', 1],
    [update, 'Error: InstanceLimitExceeded', 1],
    // kops itself has repeated what it only logged.
    [update, `${lost.split('\n')[0]}: EOF\nError: could not find ciliumpassword secret`, 1],
  ])('is repeated only where that is safe and may help: %j, %s', async (args, message, attempts) => {
    expect(await sent(args, 1, message)).toMatchObject({ attempts });
  });
});
