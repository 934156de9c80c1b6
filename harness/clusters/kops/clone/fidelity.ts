import type { Fidelity } from '../../../journal/records.ts';

/** Collects what a clone does not share with production. */
export interface FidelityList {
  readonly rows: readonly Fidelity[];
  /** Values as people should see them; undefined: not set. */
  add(setting: string, production: unknown, clone: unknown, why: string): void;
}

const mostLength = 80;

export function fidelityList(): FidelityList {
  const rows: Fidelity[] = [];
  return {
    rows,
    add(setting, production, clone, why) {
      rows.push({ setting, production: valueText(production), clone: valueText(clone), why });
    },
  };
}

/** A value in a table: short, and on one line. */
function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'not set';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > mostLength ? `${text.slice(0, mostLength - 1)}…` : text;
}
