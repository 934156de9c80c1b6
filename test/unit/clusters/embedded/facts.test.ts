import { describe, expect, it } from 'vitest';
import { embeddedFacts } from '../../../../harness/clusters/embedded/facts.ts';
import { readMeasuredLags } from '../../../../harness/embedded/measured-lags.ts';
import { askedCluster } from '../../../support/clusters/embedded/asked-cluster.ts';

const lags = readMeasuredLags();
const lagFacts = 1 + Object.keys(lags.lags).length;

describe('facts', () => {
  it('begin with every lag and its origin', async () => {
    const { cluster, end } = askedCluster();
    end('exit code 0');
    const facts = await Array.fromAsync(embeddedFacts(cluster, lags, new AbortController().signal));
    expect(facts.slice(1, lagFacts)).toContainEqual(
      expect.objectContaining({ source: 'embedded', what: 'lag', detail: expect.stringContaining('bindMs') }),
    );
    expect(facts.at(-1)).toMatchObject({ what: 'ended', detail: 'exit code 0' });
  });

  it('report each event of a machine once, and end with the signal', async () => {
    const { cluster, log } = askedCluster();
    const stop = new AbortController();
    const seen: (string | null)[] = [];
    for (const node of ['a', 'b']) log.note({ what: 'started', node, detail: 'process 1' });
    for await (const { what, node } of embeddedFacts(cluster, lags, stop.signal)) {
      if (what !== 'started' && what !== 'died') continue;
      seen.push(node);
      if (node === 'b') log.note({ what: 'died', node: 'c', detail: 'SIGKILL' });
      if (node === 'c') {
        stop.abort();
        log.note({ what: 'died', node: 'd', detail: 'SIGKILL' });
      }
    }
    expect(seen.slice(0, 3)).toEqual(['a', 'b', 'c']);
  });
});
