/**
 * The cost of judging ten million requests: `node bench/judge-10m.ts [millions]`; 21.6 are an hour of three
 * lanes at 2,000/s. The run directory is generated in a temporary folder, with the load generator's own
 * sample writer and in the order in which requests end. It is then judged and reported in a separate process,
 * started as `pnpm rehearse` starts it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openJournal } from '../harness/journal/journal-writer.ts';
import { type JournalEntry, journalVersion, type NodeRef } from '../harness/journal/records.ts';
import { openSamples } from '../harness/journal/sample-writer.ts';
import { outcomes, type Sample } from '../harness/journal/samples.ts';
import { arrivalUs } from '../harness/plan/arrivals.ts';
import { makeReport } from '../harness/rehearsal/make-report.ts';
import {
  createRunDirectory,
  type RunDirectory,
  runDirectoryAt,
  writeJson,
} from '../harness/rehearsal/run-directory.ts';
import { loadScenario } from '../harness/scenario/load-scenario.ts';
import { resolvedFile } from '../harness/scenario/resolved/resolved-file.ts';

const ratePerS = 2_000;
const lanes = [
  { target: 'web', lane: 'reused', kind: 'reused' },
  { target: 'web', lane: 'fresh', kind: 'fresh' },
  { target: 'control', lane: 'fresh', kind: 'fresh' },
] as const;
const wire = { protocol: 'http1', tls: false, connections: 9, limit: null, schedule: null } as const;
const startS = 100;
const workers = 3;

/** An outage of two seconds in each worker's step, as a drain without a preStop pause causes. */
async function makeRun(folder: string, rows: number): Promise<RunDirectory> {
  const file = fileURLToPath(new URL('../scenarios/kind-1.33-to-1.34.yaml', import.meta.url));
  const { scenario } = await loadScenario(file, { sets: [`load.rate=${ratePerS}/s`] });
  const directory = createRunDirectory(folder, 'bench', 'ten-million');
  writeJson(directory.resolved, resolvedFile(scenario));
  const perLane = Math.floor(rows / lanes.length);
  const seconds = Math.floor(perLane / ratePerS);
  const baselineS = startS + seconds / 4;
  const recoveryS = startS + (seconds * 3) / 4;
  const stepS = (recoveryS - baselineS) / workers;

  let atS = 0;
  const header = {
    type: 'journal',
    version: journalVersion,
    tool: 'bench',
    runId: 'bench',
    originNs: '0',
    wall: '2026-01-01T00:00:00.000Z',
    machine: { cpus: 2, memoryBytes: 1e9, kernel: 'any', node: process.version },
  } as const;
  const journal = openJournal(directory.journal, header, { originNs: 0n, nowUs: () => atS * 1e6 });
  const say = (second: number, entry: JournalEntry) => {
    atS = second;
    journal.append(entry);
  };
  const phase = (
    name: 'baseline' | 'upgrade' | 'recovery',
    fromS: number,
    toS: number,
  ): [number, JournalEntry][] => [
    [fromS, { type: 'phase', phase: name, edge: 'begin' }],
    [toS, { type: 'phase', phase: name, edge: 'end', outcome: 'done' }],
  ];
  const entries: [number, JournalEntry][] = [
    ...lanes.map((lane): [number, JournalEntry] => [
      startS - 1,
      { type: 'lane', ...lane, file: `${lane.target}.${lane.lane}.local.arrows`, ratePerS, ...wire },
    ]),
    ...phase('baseline', startS, baselineS),
    ...phase('upgrade', baselineS, recoveryS),
    ...phase('recovery', recoveryS, startS + seconds),
  ];
  for (let second = startS; second < startS + seconds; second += 1)
    entries.push(
      [second + 1, loadHostSecond(second)],
      ...[0, 1, 2, 3, 4].map((at) => probeAt(second + at / 5)),
    );
  for (let step = 0; step < workers; step += 1)
    entries.push(...stepEntries(step, baselineS + step * stepS, stepS));
  for (const [second, entry] of entries.sort((a, b) => a[0] - b[0])) say(second, entry);

  for (const { target, lane } of lanes) {
    const writer = openSamples(join(directory.samples, `${target}.${lane}.local.arrows`), {
      target,
      lane,
      source: 'local',
    });
    const down = (second: number) =>
      target === 'web' && second > baselineS && second < recoveryS && (second - baselineS) % stepS < 2;
    let bad = 0;
    const add = inOrderOfEnd(writer.add);
    for (let seq = 0; seq < perLane; seq += 1) {
      const intendedUs = startS * 1e6 + arrivalUs(7, ratePerS, seq);
      const failed = down(intendedUs / 1e6);
      bad += Number(failed);
      const endUs = intendedUs + 1_000 + (seq % 997) * 3.7;
      add({
        ...{
          seq,
          intendedUs,
          sentUs: intendedUs + 90.5,
          firstByteUs: failed ? Number.NaN : endUs - 50.5,
          endUs,
        },
        ...{ status: failed ? 0 : 200, outcome: failed ? outcomes.refused : outcomes.ok },
        ...{
          connection: 1 + (seq % 9),
          answered: Number(!failed),
          pod: 1 + (seq % 3),
          node: 1 + (seq % 3),
          bytes: 3,
        },
      });
    }
    add(null);
    writer.close();
    const counted = { ok: perLane - bad, ...(bad > 0 ? { refused: bad } : {}) };
    say(startS + seconds, {
      type: 'lane-end',
      target,
      lane,
      scheduled: perLane,
      outcomes: counted,
      rows: perLane,
    });
  }
  journal.close();
  return directory;
}

/** Requests overtake each other by a few places; null: no more will come. */
function inOrderOfEnd(write: (sample: Sample) => void): (sample: Sample | null) => void {
  const open: Sample[] = [];
  return (sample) => {
    if (sample !== null) open.push(sample);
    if (sample !== null && open.length < 128) return;
    open.sort((a, b) => a.endUs - b.endUs);
    for (const one of open.splice(0, sample === null ? open.length : 64)) write(one);
  };
}

function loadHostSecond(second: number): JournalEntry {
  const times = { fromUs: second * 1e6, toUs: (second + 1) * 1e6 };
  const pauses = { loopMaxUs: 3_000, loopP99Us: 900, gcUs: 2_000, gcMaxUs: 900 };
  return {
    type: 'load-host',
    ...times,
    lagP99Us: 900,
    lagMaxUs: 2_000,
    cpuBusy: 0.5,
    steal: 0,
    cpuPressure: 0.2,
    ...pauses,
  };
}

function probeAt(second: number): [number, JournalEntry] {
  const probe = {
    probe: 'api',
    source: 'https://127.0.0.1:6443',
    seq: Math.round(second * 5),
    durationUs: 3_000,
  } as const;
  return [second, { type: 'probe', ...probe, sentUs: second * 1e6, ok: true }];
}

function stepEntries(step: number, fromS: number, lengthS: number): [number, JournalEntry][] {
  const slot: NodeRef['slot'] = { pool: 'workers', role: 'worker', ordinal: step };
  const intent = (
    second: number,
    action: 'step' | 'drain' | 'uncordon',
    edge: 'begin' | 'end',
  ): [number, JournalEntry] => [
    second,
    {
      type: 'intent',
      step,
      repeat: 0,
      node: `worker-${step}`,
      slot,
      action,
      edge,
      ...(edge === 'end' ? { outcome: 'done' } : {}),
    },
  ];
  return [
    intent(fromS, 'step', 'begin'),
    intent(fromS, 'drain', 'begin'),
    intent(fromS + lengthS / 4, 'drain', 'end'),
    intent(fromS + lengthS / 4, 'uncordon', 'begin'),
    intent(fromS + lengthS / 4 + 0.1, 'uncordon', 'end'),
    intent(fromS + lengthS / 2, 'step', 'end'),
  ];
}

const [first = '10', path] = process.argv.slice(2);
if (path !== undefined) {
  const began = performance.now();
  const idle = process.memoryUsage.rss();
  const { episodes, lanes } = await makeReport(runDirectoryAt(path), 'bench');
  const rows = lanes.reduce(
    (sum, lane) => sum + Object.values(lane.accounting.outcomes).reduce((a, b) => a + b, 0),
    0,
  );
  const peak = process.resourceUsage().maxRSS * 1024;
  console.table({
    requests: rows,
    episodes: episodes.length,
    'time s': ((performance.now() - began) / 1000).toFixed(1),
    'RSS before MB': (idle / 1e6).toFixed(0),
    'peak RSS MB': (peak / 1e6).toFixed(0),
    'bytes a request, at the peak': ((peak - idle) / rows).toFixed(1),
  });
} else {
  const folder = mkdtempSync(join(tmpdir(), 'bench-judge-'));
  try {
    const began = performance.now();
    const directory = await makeRun(folder, Number(first) * 1_000_000);
    const bytes = lanes.reduce(
      (sum, { target, lane }) =>
        sum + statSync(join(directory.samples, `${target}.${lane}.local.arrows`)).size,
      0,
    );
    console.log(
      `written in ${((performance.now() - began) / 1000).toFixed(1)} s; samples on disk: ${(bytes / Number(first) / 1e6).toFixed(1)} MB a million requests`,
    );
    execFileSync(
      process.execPath,
      ['--max-semi-space-size=2', fileURLToPath(import.meta.url), 'judge', directory.path],
      {
        stdio: 'inherit',
      },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
