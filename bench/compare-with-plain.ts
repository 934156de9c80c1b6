/**
 * Compares the rehearsal with the same steps as a plain script (plain-upgrade.sh: kind, kubeadm and kubectl
 * by hand). They run one after the other on this machine, so that neither slows the other. The rehearsal's
 * own phases (settling, baseline, recovery, capacity runs, report) are listed separately. The rest may take
 * at most 1.2 times the plain script.
 *
 * The rest are the phases prepare and upgrade, which do more than the script: prepare also builds the image
 * of the web service, loads it into every node and deploys the service, and the upgrade's drains evict its
 * pods under load.
 *
 *   node bench/compare-with-plain.ts            about 25 minutes on two cores; prints a table, and fails above 1.2
 */
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { readJournal } from '../harness/journal/journal-reader.ts';
import { loadScenario } from '../harness/scenario/load-scenario.ts';
import { foldTimeline } from '../harness/timeline/timeline.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const limit = 1.2;
const file = join(root, 'scenarios/kind-1.33-to-1.34.yaml');
const { scenario } = await loadScenario(file);
const { from, to } = scenario.cluster;

const { controlPlane, nodes } = scenario.upgrade;
const intervalsS = [controlPlane, nodes].map((role) => String(role.intervalMs / 1000));
const plain = await execa(join(root, 'bench/plain-upgrade.sh'), [from, to, ...intervalsS], {
  stderr: 'inherit',
});
const parts = plain.stdout.split('\n').map((line) => line.split(' '));
const plainS = parts.reduce((sum, [, seconds]) => sum + Number(seconds), 0);

const reports = mkdtempSync(join(tmpdir(), 'compare-with-plain-'));
await execa(process.execPath, [join(root, 'harness/cli/main.ts'), 'run', file, '--reports', reports], {
  stdio: ['ignore', 'ignore', 'inherit'],
  reject: false,
});
const [run] = readdirSync(reports);
const timeline = foldTimeline(readJournal(join(reports, run ?? '', 'journal.ndjson')).records);
const phaseS = (name: string) => {
  const phase = timeline.phases.find((one) => one.phase === name);
  return phase?.toUs == null ? Number.NaN : (phase.toUs - phase.fromUs) / 1e6;
};
const sharedS = phaseS('prepare') + phaseS('upgrade');

for (const [part, seconds] of parts) console.log(`plain      ${part?.padEnd(36)} ${seconds} s`);
for (const { phase } of timeline.phases)
  console.log(`rehearsal  ${phase.padEnd(36)} ${phaseS(phase).toFixed(1)} s`);
console.log(`plain script ${plainS.toFixed(1)} s; rehearsal's prepare and upgrade ${sharedS.toFixed(1)} s`);
const ratio = sharedS / plainS;
console.log(`ratio ${ratio.toFixed(2)} (at most ${limit})`);
// A phase without an end makes the sum NaN, which is not within the limit either.
if (!(ratio <= limit)) process.exitCode = 1;
