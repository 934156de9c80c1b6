import * as library from '@kubernetes/client-node';
import { z } from 'zod';
import { notes } from '../../../../harness/embedded/api/kinds/schema.ts';

/** A field as the client library knows it, which is generated from Kubernetes' own OpenAPI. */
interface Attribute {
  readonly baseName: string;
  readonly type: string;
}

interface Found {
  readonly path: string;
  readonly model: string;
  readonly shape: Readonly<Record<string, z.core.$ZodType>>;
}

/** Every type of Kubernetes within a schema. */
export function modelsIn(path: string, schema: z.core.$ZodType): Found[] {
  const note = notes.get(schema);
  if (schema instanceof z.ZodObject) {
    const inner = Object.entries(schema.shape).flatMap(([key, of]) => modelsIn(`${path}.${key}`, of));
    return note !== undefined && 'model' in note
      ? [{ path, model: note.model, shape: schema.shape }, ...inner]
      : inner;
  }
  return listInsides(schema).flatMap((of) => modelsIn(path, of));
}

/** The description of the schema itself. */
export function findModel(schema: z.core.$ZodType): string | null {
  const note = notes.get(schema);
  if (note !== undefined && 'model' in note) return note.model;
  return schema instanceof z.ZodObject ? null : (listInsides(schema).map(findModel).find(Boolean) ?? null);
}

function listInsides(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional) return [schema.unwrap()];
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return [schema.unwrap()];
  if (schema instanceof z.ZodPipe) return [schema.in];
  return schema instanceof z.ZodArray ? [schema.element] : [];
}

export function listAttributes(model: string): readonly Attribute[] {
  const { [model]: known } = library as unknown as Record<
    string,
    { getAttributeTypeMap(): readonly Attribute[] } | undefined
  >;
  if (known === undefined) throw new Error(`the client library has no ${model}`);
  return known.getAttributeTypeMap();
}
