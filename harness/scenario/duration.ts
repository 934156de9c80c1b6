/** A duration in written form: `90s`, `10m`, `1h30m`, `500ms`, `200us`. Greater units first, each at most once. */
export const durationPattern =
  /^(?=\d)(?:(\d{1,9}(?:\.\d{1,9})?)h)?(?:(\d{1,9}(?:\.\d{1,9})?)m)?(?:(\d{1,9}(?:\.\d{1,9})?)s)?(?:(\d{1,9}(?:\.\d{1,9})?)ms)?(?:(\d{1,9}(?:\.\d{1,9})?)us)?$/;

const unitsUs = [3_600_000_000, 60_000_000, 1_000_000, 1_000, 1] as const;

/** Milliseconds of a written duration, exact to the microsecond; null if it is invalid (a bare number, for example). */
export function parseDuration(text: string): number | null {
  const match = durationPattern.exec(text);
  if (match === null) return null;
  const us = unitsUs.reduce((sum, unitUs, index) => sum + Number(match[index + 1] ?? 0) * unitUs, 0);
  return Math.round(us) / 1_000;
}

/** A duration as text, to the microsecond: `1h30m`, `1m30s`, `1.5s`, `12.345ms`, `200us`. */
export function formatDuration(ms: number): string {
  const us = Math.round(ms * 1_000);
  if (!Number.isFinite(us)) return String(ms);
  if (us < 0) return `-${formatDuration(-ms)}`;
  if (us === 0) return '0s';
  if (us < 1_000) return `${us}us`;
  if (us < 1_000_000) return `${us / 1_000}ms`;
  const hours = Math.floor(us / unitsUs[0]);
  const minutes = Math.floor((us % unitsUs[0]) / unitsUs[1]);
  const seconds = (us % unitsUs[1]) / unitsUs[2];
  return `${hours ? `${hours}h` : ''}${minutes ? `${minutes}m` : ''}${seconds ? `${seconds}s` : ''}`;
}
