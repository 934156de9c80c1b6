const unitsMs: Readonly<Record<string, number>> = { h: 3_600_000, min: 60_000, s: 1_000, ms: 1 };

/** Every duration in a text for users, unchanged: `1.215 s`, `2 min 30 s`. */
export function durationsIn(text: string): readonly string[] {
  return text.match(/(?<![\d.,:])\d[\d.,]* (?:h|min|ms|s)(?: \d+ (?:min|s))*\b/g) ?? [];
}

/** Milliseconds of such a duration. */
export function parseMs(text: string): number {
  return [...text.matchAll(/([\d.,]+) (h|min|ms|s)/g)].reduce(
    (sum, [, number = '', unit = '']) =>
      sum + Number(number.replaceAll(',', '')) * (unitsMs[unit] ?? Number.NaN),
    0,
  );
}
