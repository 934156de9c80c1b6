import { describe, expect, it, vi } from 'vitest';
import { dockerCli } from '../../../../harness/clusters/docker/docker-cli.ts';
import { openFrontDoor } from '../../../../harness/clusters/kind/front-door.ts';
import { container, engineWith } from '../../../support/clusters/kind/engine.ts';
import { doorSpec, runId } from '../../../support/clusters/kind/fixtures.ts';

const start = vi.hoisted(() => vi.fn());
vi.mock('../../../../harness/clusters/docker/haproxy/container.ts', () => ({ startDoorContainer: start }));

describe('openFrontDoor', () => {
  it('removes a container whose start was abandoned, and no other', async () => {
    const label = { 'k8s-rehearse.run': runId };
    const engine = engineWith(
      container(`rehearse-${runId}-control`, label),
      container(`rehearse-${runId}-release-1.34.4`, label),
      container('rehearse-20260101-000000-ffff-control', { 'k8s-rehearse.run': '20260101-000000-ffff' }),
    );
    start.mockRejectedValueOnce(new Error('Docker had not started it'));
    const opening = openFrontDoor(dockerCli(engine), runId, doorSpec, [], new AbortController().signal);
    await expect(opening).rejects.toThrow('Docker had not started it');
    expect(engine.left()).toEqual([
      `rehearse-${runId}-release-1.34.4`,
      'rehearse-20260101-000000-ffff-control',
    ]);
  });
});
