import type { Schema } from 'apache-arrow';
import { RehearsalError } from '../errors.ts';
import { columnNames, columnTypes, type SampleMeta } from './sample-format.ts';
import { type Sample, samplesVersion } from './samples.ts';

/** The field of each column. Unread columns must exist, too: a file with other columns is no sample file. */
export function findFields(
  file: string,
  { fields }: Schema,
  { version }: SampleMeta,
): Map<keyof Sample, number> {
  const names = columnNames.filter((name) => name !== 'answered' || version > 1);
  return new Map(
    names.map((name) => {
      const field = fields.findIndex((field) => field.name === name);
      if (fields[field]?.type.ArrayType !== columnTypes[name].array)
        throw new RehearsalError('run-unreadable', `${file} has no column ${name} of samples`);
      return [name, field];
    }),
  );
}

export function readMeta(file: string, schema: Schema): SampleMeta {
  const text = (key: string) => schema.metadata.get(key) ?? '';
  const version = Number(text('version'));
  if (version <= samplesVersion)
    return { target: text('target'), lane: text('lane'), source: text('source'), version };
  throw new RehearsalError(
    'run-unreadable',
    `${file} has format version ${version}; this tool reads up to ${samplesVersion}`,
    { hint: 'Read it with the version of the tool that wrote it, or a later one.' },
  );
}
