import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RehearsalError } from '../../../harness/errors.ts';
import { type Log, openLog } from '../../../harness/rehearsal/log.ts';
import { redactSecrets } from '../../../harness/rehearsal/secrets/redact-secrets.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const alphabet = (letters: string) => (length: number) =>
  fc.string({ unit: fc.constantFrom(...letters), minLength: length, maxLength: length });
const lower = alphabet('abcdefghijklmnopqrstuvwxyz0123456789');
const base64 = alphabet('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');

/** A credential as programs print it, and the part of it that must not be visible anywhere. */
interface Credential {
  readonly written: string;
  readonly hidden: string;
}

const pem = (body: string) => `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----\n`;

const credentials: fc.Arbitrary<Credential> = fc.oneof(
  base64(48).map((body) => ({ written: `    client-key-data: ${body}=\n`, hidden: body })),
  base64(48).map((body) => ({ written: JSON.stringify({ 'client-key-data': body }), hidden: body })),
  base64(48).map((body) => {
    const hidden = Buffer.from(pem(body)).toString('base64');
    return { written: hidden, hidden: hidden.slice(14) };
  }),
  base64(48).map((body) => ({ written: pem(body), hidden: body })),
  lower(40).map((body) => ({ written: `Authorization: Bearer ${body}\r\n`, hidden: body })),
  lower(40).map((body) => ({ written: `token: "${body}"`, hidden: body })),
  lower(40).map((body) => ({ written: `kubeadm join --token ${body} 127.0.0.1:6443`, hidden: body })),
  lower(40).map((body) => ({ written: `--certificate-key ${body}`, hidden: body })),
  fc.tuple(lower(6), lower(16)).map(([id, secret]) => ({ written: `${id}.${secret}`, hidden: secret })),
);

/** The ways in which a text gets into the log. */
const ways: readonly ((log: Log, text: string) => void)[] = [
  (log, text) => log.info(text),
  (log, text) => log.info({ command: ['kubeadm', 'join', text] }, 'command begin'),
  (log, text) => log.debug({ nested: { output: JSON.stringify({ text }) } }, 'JSON in JSON'),
  (log, text) =>
    log.error({ err: new RehearsalError('command-failed', text, { cause: new Error(text) }) }, 'failed'),
];

describe('the log', () => {
  it('never contains a credential, whatever surrounds it and however it arrives', () => {
    using folder = tempFolder();
    const file = join(folder.path, 'log.ndjson');
    const shown: string[] = [];
    const log = openLog(file, { write: (line) => shown.push(line) });
    const around = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '\n',
        '"',
        '\\',
        'n',
        'token: ',
        'bearer ',
        'Bearer token: ',
        'secret=',
        'abcdef.0123456789',
      ),
    );
    fc.assert(
      fc.property(around, credentials, around, fc.constantFrom(...ways), (before, one, after, way) => {
        shown.length = 0;
        way(log, `${before}${one.written}${after}`);
        expect(shown).toHaveLength(1);
        expect(shown[0]).toContain('[redacted]');
        expect(shown[0]).not.toContain(one.hidden);
        expect(shown[0]).not.toContain(JSON.stringify(one.hidden).slice(1, -1));
        expect(readFileSync(file, 'utf8').endsWith(shown[0] as string)).toBe(true);
      }),
      { numRuns: 400 },
    );
    for (const line of readFileSync(file, 'utf8').trimEnd().split('\n'))
      expect(JSON.parse(line)).toHaveProperty('level');
  });

  it('hides what is named as a credential, and what follows its flag', () => {
    using folder = tempFolder();
    const file = join(folder.path, 'log.ndjson');
    const log = openLog(file, null);
    log.info(
      { user: { token: 'abc', password: 'def' }, command: ['x', '--token', 'ghi', '--name', 'jkl'] },
      'm',
    );
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      user: { token: '[redacted]', password: '[redacted]' },
      command: ['x', '--token', '[redacted]', '--name', 'jkl'],
    });
  });

  it('keeps everything else unchanged, with its time in UTC', () => {
    using folder = tempFolder();
    const file = join(folder.path, 'log.ndjson');
    const log = openLog(file, null);
    const command = [
      'docker',
      'exec',
      '0437a94aaf552be42eecab4453c771d18a513879b56d4f387460872facca926e',
      'kubeadm',
    ];
    log.debug({ command, pid: 12 }, 'command begin');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      level: 'debug',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      command,
      pid: 12,
      msg: 'command begin',
    });
  });
});

describe('redacting', () => {
  it('changes nothing the second time, and nothing that is not a credential', () => {
    fc.assert(
      fc.property(fc.string(), credentials, (text, { written }) => {
        const once = redactSecrets(`${text}${written}`);
        expect(redactSecrets(once)).toBe(once);
      }),
    );
    for (const text of [
      'Readiness probe failed: Get "http://10.244.2.3:8080/readyz": dial tcp 10.244.2.3:8080: connect: connection refused',
      'MountVolume.SetUp failed for volume "tokens" : secret "web" not found',
      'pod web-7b6fddfcfd-q6pdm violates the budget',
    ])
      expect(redactSecrets(text)).toBe(text);
  });
});
