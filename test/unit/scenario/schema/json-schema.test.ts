import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scenarioJsonSchema } from '../../../../harness/scenario/schema/json-schema.ts';

const file = new URL('../../../../scenarios/rehearsal.schema.json', import.meta.url);

describe('the JSON Schema', () => {
  it('is committed as the code creates it (vitest -u writes it again)', async () => {
    const biome = fileURLToPath(import.meta.resolve('@biomejs/biome/bin/biome'));
    const printed = execFileSync(
      process.execPath,
      [biome, 'format', '--stdin-file-path=scenarios/rehearsal.schema.json'],
      {
        input: JSON.stringify(scenarioJsonSchema(), null, 2),
        encoding: 'utf8',
      },
    );
    await expect(printed).toMatchFileSnapshot(file.pathname);
  });

  it('completes keys with their meaning, their defaults and their form', () => {
    const schema = JSON.parse(readFileSync(file, 'utf8'));
    expect(schema.additionalProperties).toBe(false);
    expect(schema.required).toEqual(['apiVersion', 'kind', 'metadata', 'cluster']);
    const { interval } = schema.properties.upgrade.properties.nodes.properties;
    expect(interval).toMatchObject({
      type: 'string',
      default: '30s',
      description: expect.stringContaining('after each node'),
    });
    expect('1h30m').toMatch(new RegExp(interval.pattern));
    expect('30').not.toMatch(new RegExp(interval.pattern));
  });
});
