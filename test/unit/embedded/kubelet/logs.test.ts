import { mkdir, mkdtemp, readFile, rm, rmdir } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type ContainerLog, containerLog } from '../../../../harness/embedded/kubelet/container-log.ts';
import { type ReadOptions, readLog } from '../../../../harness/embedded/kubelet/read-log.ts';
import {
  getMainStatus,
  isReady,
  type TestNode,
  testNode,
} from '../../../support/embedded/kubelet/test-node.ts';

async function withLog<T>(
  use: (log: ContainerLog, out: PassThrough) => Promise<T>,
  most?: number,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'log-'));
  const log = containerLog(join(folder, '0.log'), most);
  const out = new PassThrough();
  log.take({ stdout: out, stderr: null });
  try {
    return await use(log, out);
  } finally {
    out.destroy();
    await rm(folder, { recursive: true });
  }
}

const all = { follow: false, tailLines: null, sinceMs: null, timestamps: false };
const untilEnded = async (log: ContainerLog) => {
  while (!log.ended) await log.changed();
};

async function read(log: ContainerLog, options: Partial<ReadOptions> = {}): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of readLog(log, { ...all, ...options, signal: new AbortController().signal }))
    parts.push(part);
  return Buffer.concat(parts).toString();
}

describe('a container log', () => {
  it('returns what was written, whatever its content and chunks', async () => {
    const pieces = fc.array(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\n'), fc.constant('ä€\n'.repeat(3_000))),
      { maxLength: 8 },
    );
    const property = fc.asyncProperty(pieces, async (written) => {
      await withLog(async (log, out) => {
        for (const piece of written) out.write(piece);
        out.end();
        await untilEnded(log);
        const whole = written.join('');
        expect(await read(log)).toBe(whole === '' || whole.endsWith('\n') ? whole : `${whole}\n`);
      });
    });
    await fc.assert(property, { numRuns: 20 });
  });

  it('has the requested number of last lines', async () => {
    const lines = fc.array(
      fc.string({ unit: 'grapheme-ascii' }).map((line) => line.replaceAll('\n', '')),
      { maxLength: 30 },
    );
    const property = fc.asyncProperty(lines, fc.nat(40), async (written, tailLines) => {
      await withLog(async (log, out) => {
        out.end(written.map((line) => `${line}\n`).join(''));
        await untilEnded(log);
        const last = tailLines === 0 ? [] : written.slice(-tailLines);
        expect(await read(log, { tailLines })).toBe(last.map((line) => `${line}\n`).join(''));
      });
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it('ends where it was when requested, however much is written meanwhile', async () => {
    await withLog(async (log, out) => {
      const signal = AbortSignal.timeout(10_000);
      out.write('0\n');
      while (log.written === 0) await log.changed();
      const parts: Buffer[] = [];
      for await (const part of readLog(log, { ...all, signal })) {
        parts.push(part);
        const { written } = log;
        out.write('1\n');
        while (log.written === written) await log.changed();
      }
      expect(Buffer.concat(parts).toString()).toBe('0\n');
    });
  });

  it('loses output while it cannot be rotated, and continues', async () => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => {});
    await withLog(async (log, out) => {
      out.write('one\n');
      while (log.written === 0) await log.changed();
      // The path of the next file.
      await mkdir(`${log.file}.next`);
      out.write('two\n');
      while (reported.mock.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      await rmdir(`${log.file}.next`);
      out.end('three\n');
      await untilEnded(log);
      expect(await read(log)).toBe('three\n');
      expect(await readFile(`${log.file}.1`, 'utf8')).toMatch(/ one\n$/);
    }, 50);
    expect(reported).toHaveBeenCalledTimes(1);
    reported.mockRestore();
  });

  it('has lines that are longer than its parts, and their times', async () => {
    await withLog(async (log, out) => {
      const long = 'x'.repeat(50_000);
      out.end(`${long}\n`);
      await untilEnded(log);
      expect(await read(log)).toBe(`${long}\n`);
      expect(await read(log, { timestamps: true })).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z x/);
    });
  });

  it('is limited: a full file is rotated, and a follower continues with the new one', async () => {
    await withLog(async (log, out) => {
      const { signal } = new AbortController();
      const following = readLog(log, { ...all, follow: true, signal });
      for (let at = 0; at < 40; at += 1) {
        out.write(`line ${at}\n`);
        expect(String((await following.next()).value)).toBe(`line ${at}\n`);
      }
      out.end();
      expect((await following.next()).done).toBe(true);
      expect(log.rotations).toBeGreaterThan(1);
      expect((await read(log)).split('\n').length).toBeLessThan(15);
    }, 500);
  });
});

describe('the log server', () => {
  it("streams a pod's output, follows it, and returns that of the previous attempt", async () => {
    const node = await testNode();
    await node.openKubelet();
    await node.run('web', {});
    const pod = await node.until('web', isReady);
    await node.ask(pod, '/note?line=one');
    await node.ask(pod, '/note?line=two');
    expect(await ask(node, 'web/main')).toBe('200 listening\none\ntwo\n');
    expect(await ask(node, 'web/main?tailLines=1')).toBe('200 two\n');
    expect(await ask(node, 'web/main?previous=true')).toBe(
      '400 previous terminated container "main" in pod "web" not found',
    );
    const followed = await open(node, 'web/main?follow=true&tailLines=1');
    const following = followed[Symbol.asyncIterator]();
    expect(String((await following.next()).value)).toBe('two\n');
    await node.ask(pod, '/note?line=three');
    expect(String((await following.next()).value)).toBe('three\n');
    // The log ends with its process, and the next attempt has its own log.
    node.supervisor.find(pod.metadata.uid)?.containers('main')[0]?.kill();
    expect((await following.next()).done).toBe(true);
    await node.until('web', (now) => getMainStatus(now)?.restartCount === 1);
    expect(await ask(node, 'web/main?previous=true&tailLines=1')).toBe('200 three\n');
  });

  it('rejects requests without the token, and names what does not exist', async () => {
    const node = await testNode();
    await node.openKubelet();
    await node.run('waits', { image: 'nobody' });
    await node.until('waits', (pod) => getMainStatus(pod)?.state?.waiting?.reason === 'ErrImagePull');
    expect(await ask(node, 'waits/main', 'wrong')).toBe('401 Unauthorized');
    expect(await ask(node, 'waits/main')).toBe(
      '400 container "main" in pod "waits" is waiting to start: ErrImagePull',
    );
    expect(await ask(node, 'nobody/main')).toMatch(/^400 /);
    expect(await ask(node, 'waits/main?limitBytes=1')).toMatch(/^400 limitBytes of logs is not supported/);
  });
});

async function ask(node: TestNode, path: string, token?: string): Promise<string> {
  const response = await open(node, path, token);
  const body = await text(response);
  return `${response.statusCode} ${response.statusCode === 200 ? body : JSON.parse(body).message}`;
}

function open(node: TestNode, path: string, token = node.server.token): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const options = { host: node.address, port: 10250, ca: node.authority.ca, headers, agent: false };
    request({ ...options, path: `/containerLogs/default/${path}` }, resolve)
      .once('error', reject)
      .end();
  });
}
