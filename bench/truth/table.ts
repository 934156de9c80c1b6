import { faults } from './faults.ts';
import { calmRatePerS, type Piece, type Result } from './result.ts';
import type { Score } from './score.ts';

const none = '–';
const signed = (ms: number) => `${ms > 0 ? '+' : ''}${ms.toFixed(1)}`;

type Cell = (one: Score) => string | null;

const failures: Cell = ({ failures, trueFailures, notSent }) => {
  const lost = notSent > 1 ? `, ${notSent} not sent` : notSent < -1 ? `, ${-notSent} too many sent` : '';
  return `${failures} of ${trueFailures}${lost}`;
};
const outage: Cell = ({ outage: seen }) =>
  seen && `${signed(seen.ms - seen.trueMs)}${seen.episodes === 1 ? '' : ` (${seen.episodes} episodes)`}`;
const p99: Cell = ({ p99: seen }) => seen && signed(seen.ms - seen.trueMs);
const lag: Cell = ({ lag: { p50Ms, p99Ms } }) => `${p50Ms.toFixed(2)} / ${p99Ms.toFixed(2)}`;
const cpu: Cell = ({ cpuSPer1000 }) => cpuSPer1000.toFixed(2);

/** Faults as rows, tools as columns. A fault without results is left out, and so is an empty table. */
function matrix({ scores, tools }: Result, title: string, cell: Cell): string[] {
  const rows = faults.flatMap(({ name }) => {
    const cells = tools.map((tool) => {
      const found = scores.find((one) => one.tool === tool && one.fault === name);
      return (found && cell(found)) || none;
    });
    return cells.every((text) => text === none) ? [] : [[name, ...cells]];
  });
  return rows.length === 0 ? [] : [table([title, ...tools], rows)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** A row for each round. */
function calmTable({ calm, tools }: Result): string {
  const rows = (title: string, cell: Cell) =>
    calm.map((round) => [
      title,
      ...tools.map((tool) => round.filter((one) => one.tool === tool).map(cell)[0] ?? none),
    ]);
  return table(
    [`at ${calmRatePerS}/s, nothing failing`, ...tools],
    [
      ...rows('schedule lag p50 / p99, ms', lag),
      ...rows('error of p99, ms', p99),
      ...rows('CPU s per 1,000 requests', cpu),
    ],
  );
}

const pieceText = ({ at, load, note }: Piece) =>
  `${at.slice(0, 16).replace('T', ' ')} UTC, load average ${load[0].toFixed(2)} before, ${load[1].toFixed(2)} after${note && `; ${note}`}.`;

/** One rate's part of docs/truth.md. */
export function section(result: Result): string {
  const { ratePerS, commit, machine, pieces, missing, calm } = result;
  const head = [
    `Commit ${commit}; ${machine}. A slot is ${(1000 / ratePerS).toFixed(2)} ms.`,
    ...pieces.map(pieceText),
    ...missing.map(({ tool, why }) => `Missing: ${tool} (${why}).`),
  ];
  const tables = [
    ...matrix(result, 'failures reported', failures),
    ...matrix(result, 'error of the outage, ms', outage),
    ...matrix(result, 'error of p99, ms', p99),
    ...(calm.length > 0 ? [calmTable(result)] : []),
  ];
  return `## At ${ratePerS} requests a second\n\n${[head.join('\n'), ...tables].join('\n\n')}\n`;
}

/** A rate's part of the page from an earlier run. */
interface EarlierSection {
  readonly ratePerS: number;
  readonly text: string;
}

/** The parts of a page. */
export function splitSections(text: string): readonly EarlierSection[] {
  return text
    .split(/^(?=## At )/m)
    .slice(1)
    .map((part) => ({ ratePerS: Number(/^## At (\d+) /.exec(part)?.[1]), text: `${part.trimEnd()}\n` }));
}

/**
 * @param had tools, and how to install each
 * @param earlier parts to keep for rates without a new result
 */
export function page(
  results: readonly Result[],
  had: readonly (readonly [string, string])[],
  earlier: readonly EarlierSection[] = [],
): string {
  const isNew = (ratePerS: number) => results.some((result) => result.ratePerS === ratePerS);
  const ordered = [
    ...earlier.filter(({ ratePerS }) => !isNew(ratePerS)),
    ...results.map((result) => ({ ratePerS: result.ratePerS, text: section(result) })),
  ].toSorted((a, b) => a.ratePerS - b.ratePerS);
  return `# Against the truth, compared with other tools

\`node bench/truth/run.ts --write-docs\` makes this page: do not edit it. A server, a process of its own, fails on schedule and logs
what it did to which request, and when. Our load generator and other tools send it the same load, one after the other in one run.
\`rehearse\` is the generator that a rehearsal uses. The judge's own functions judge its sample file.

The truth, and the error that remains, are defined in [judging-reference.md](judging-reference.md#what-is-true-of-a-failure): by the
server's log, the same for every tool. The server has priority over the tools where the system allows it. So has the sending thread of
\`rehearse\`, as in every rehearsal.

- **failures reported**: of the requests that got no answer. Fewer: some were sent again unseen, or not counted. More: some did not
  happen, or each was retried. "Not sent" were due by the rate and never arrived.
- **error of the outage**: the outage as the judge computes it, less the true length, with \`slow\` at 500 ms (\`silence-2s\`: 1 s, with a
  time-out of 2 s). A tool that records each request is judged by the same function; ${none} where it keeps totals only.
- **error of p99**: of the answered requests, less the true one. Where nothing fails that is the tool's resolution.
- **schedule lag**: for ours, arrival at the server less the intended start. The others claim a constant rate: for them, the distance
  from that rate's line, drawn so that no arrival is ahead of it. The first second of each is left out.
- **CPU**: user and system time of the tool's whole process tree, its start included.

Every tool has the same time-out. \`rehearse\` has the connections that a scenario has by default. The others get so many that no
request has to wait for one (k6 at most 2,000 users). \`silence-2s\` runs for each kind of lane: kept-alive, a new connection for each
request (\`-fresh\`), HTTP/2 (\`-h2\`), kept-alive over TLS (\`-tls\`). The others run the first two.

| tool | how to get it |
|---|---|
${had.map(([tool, from]) => `| ${tool} | ${from} |`).join('\n')}

${ordered.map(({ text }) => text).join('\n')}`;
}
