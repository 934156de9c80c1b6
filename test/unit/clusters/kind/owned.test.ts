import { describe, expect, it } from 'vitest';
import { dockerCli } from '../../../../harness/clusters/docker/docker-cli.ts';
import { removeOwn } from '../../../../harness/clusters/kind/owned.ts';
import { balancer, engineWith, node } from '../../../support/clusters/kind/engine.ts';
import { runId } from '../../../support/clusters/kind/fixtures.ts';

const other = '20261120-090000-ffff';
const run = { runId, cluster: 'mine' };

describe('removeOwn', () => {
  it("removes the nodes that have the run's label, and the load balancer before them", async () => {
    const engine = engineWith(node('n1', 'mine', runId), balancer('lb', 'mine'), node('n2', 'mine', runId));
    await removeOwn(dockerCli(engine), run);
    expect(engine.left()).toEqual([]);
  });

  it.each([
    ['another run', other],
    ['the user', undefined],
  ])('keeps a cluster of the same name that %s made', async (_, mark) => {
    const engine = engineWith(node('n1', 'mine', mark), balancer('lb', 'mine'));
    await removeOwn(dockerCli(engine), run);
    expect(engine.left()).toEqual(['n1', 'lb']);
  });

  it('keeps other clusters', async () => {
    const engine = engineWith(node('n1', 'other', runId), node('n2', 'mine', runId));
    await removeOwn(dockerCli(engine), run);
    expect(engine.left()).toEqual(['n1']);
  });

  it('explains what to do if Docker does not finish in time', async () => {
    const engine = engineWith(node('n1', 'mine', runId));
    const stuck = { ...dockerCli(engine), remove: async () => {} };
    await expect(removeOwn(stuck, run, 50)).rejects.toMatchObject({
      code: 'command-failed',
      message: 'Docker had not removed the containers of mine after 50 ms',
      hint: expect.stringContaining(`rehearse clean ${runId}`),
    });
  });
});
