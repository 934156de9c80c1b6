import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts;
const makefile = readFileSync(join(root, 'Makefile'), 'utf8');

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Job {
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
}

const workflows = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const workflow = parse(text) as {
    readonly permissions: object;
    readonly jobs: Readonly<Record<string, Job>>;
  };
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps ?? []);
  return { name, text, ...workflow, steps };
});

describe.each(workflows)('$name', ({ text, permissions, jobs, steps }) => {
  it('runs actions of one commit each, which nobody can move', () => {
    const uses = steps.flatMap((step) => step.uses ?? []);
    expect(uses.filter((use) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(use))).toEqual([]);
  });

  it('runs existing targets and scripts', () => {
    const commands = steps.flatMap((step) => step.run ?? []).join('\n');
    const targets = [...commands.matchAll(/\bmake ([a-z]+)/g)].map(([, target]) => target);
    expect(targets.filter((target) => !new RegExp(`^${target}:`, 'm').test(makefile))).toEqual([]);
    const run = [...commands.matchAll(/pnpm@12 (?:--silent )?([a-z:]+)/g)].map(([, script = '']) => script);
    expect(run.filter((script) => !(script in scripts))).toEqual([]);
  });

  it('may only read, except for the job that publishes, and has no secret', () => {
    expect(permissions).toEqual({ contents: 'read' });
    const writing = Object.entries(jobs).filter(([, job]) => job.permissions !== undefined);
    expect(writing.map(([job]) => job).filter((job) => job !== 'publish')).toEqual([]);
    expect(text).not.toMatch(/\bsecrets\.|NODE_AUTH_TOKEN|NPM_TOKEN/);
  });
});
