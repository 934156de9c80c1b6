import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { laneKinds } from '../../../harness/scenario/load/lane-kinds.ts';
import { protocolNames } from '../../../harness/scenario/load/protocols.ts';

const harness = join(import.meta.dirname, '../../../harness');
const name = `'(?:${[...protocolNames, ...Object.keys(laneKinds)].join('|')})'`;

/** A decision by name: any other name would be sent, judged or shown like the other branch. */
const decision = new RegExp(
  `[!=]==?\\s*${name}|${name}\\s*[!=]==?|\\bcase\\s+${name}|(?:indexOf|includes)\\(${name}`,
);

/** In the protocol's own negotiation. */
const own = ['load/http2/connection.ts'];

describe('the name of a protocol or of a kind of lane', () => {
  it('decides nothing: there is a table for each difference', () => {
    const files = readdirSync(harness, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const found = files.filter(
      (file) => !own.includes(file) && decision.test(readFileSync(join(harness, file), 'utf8')),
    );
    expect(files.length).toBeGreaterThan(300);
    expect(found).toEqual([]);
  });

  it.each([
    "return job.protocol === 'h2' ? openH2 : openHttp1;",
    "if (kind !== 'stream') return;",
    "const index = lanes.indexOf('stream');",
  ])('would be found in `%s`', (text) => {
    expect(text).toMatch(decision);
  });
});
