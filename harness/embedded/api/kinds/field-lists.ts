import { z } from 'zod';
import type { Kind } from '../../objects.ts';
import { resources } from './resources.ts';
import { notes } from './schema.ts';

/** A field of Kubernetes that the embedded cluster accepts and ignores. */
export interface InertField {
  /** `pod.spec.containers[].resources`; for all kinds: `metadata.managedFields`. */
  readonly path: string;
  readonly why: string;
}

interface Field {
  readonly path: string;
  readonly schema: z.core.$ZodType;
}

const fields: readonly Field[] = Object.values(resources).flatMap(({ kind, schema }) =>
  listFields(kind, schema),
);

/** For the docs: fields that are accepted without effect. */
export const inertFields: readonly InertField[] = fields.flatMap(({ path, schema }) => {
  const note = notes.get(schema);
  if (note !== undefined && 'inert' in note) return [{ path, why: note.inert }];
  return note !== undefined && 'dropped' in note ? [{ path, why: note.dropped }] : [];
});

/** For the docs: fields that are refused by name. */
export const refusedFields: readonly string[] = fields.flatMap(({ path, schema }) => {
  const note = notes.get(schema);
  return note !== undefined && 'refused' in note ? [path] : [];
});

/** What a user writes; statuses are the cluster's own reports. Metadata are listed once, pod templates as pods. */
function listFields(kind: Kind, schema: z.core.$ZodType): Field[] {
  const { status: _, metadata, ...own } = getShape(schema);
  const shared = kind === 'Pod' && metadata !== undefined ? below('metadata', metadata) : [];
  const name = kind.charAt(0).toLowerCase() + kind.slice(1);
  return [...shared, ...Object.entries(own).flatMap(([key, of]) => below(`${name}.${key}`, of))];
}

function below(path: string, schema: z.core.$ZodType): Field[] {
  const self = { path, schema };
  const inner = unwrapSchema(schema);
  if (inner !== null) return notes.has(schema) ? [self] : below(path, inner);
  if (schema instanceof z.ZodArray) return [self, ...below(`${path}[]`, schema.element)];
  const members = Object.entries(getShape(schema)).filter(([key]) => key !== 'template');
  return [self, ...members.flatMap(([key, of]) => below(`${path}.${key}`, of))];
}

/** The schema that an optional field, a default or a transformation wraps. */
function unwrapSchema(schema: z.core.$ZodType): z.core.$ZodType | null {
  if (schema instanceof z.ZodOptional) return schema.unwrap();
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return schema.unwrap();
  return schema instanceof z.ZodPipe ? schema.in : null;
}

function getShape(schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> {
  const inner = unwrapSchema(schema);
  if (inner !== null) return getShape(inner);
  return schema instanceof z.ZodObject ? schema.shape : {};
}
