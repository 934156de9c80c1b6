import { durationText, timeText } from '../words.ts';
import { goingIn, type Mechanism, unreachedRows } from './mechanism.ts';
import { unknownStart } from './slow-start.ts';

/**
 * A pod had been told to go, and new connections still were sent to it: requests whose connection had reached no pod yet
 * found nobody, while the pod was going and others were ready.
 * Its lag counts from the order to go: a preStop pause that long keeps the pod answering until nobody is sent to it.
 */
export const staleEndpoint: Mechanism = (raw, evidence) => {
  if (unknownStart(raw, evidence) !== null) return null;
  const { intendedUs } = raw.view;
  const lost = unreachedRows(raw);
  const found = goingIn(raw, evidence)
    .map((going) => {
      const rows = lost.filter(
        (row) => (intendedUs[row] as number) >= going.fromUs && (intendedUs[row] as number) <= going.toUs,
      );
      return { going, rows };
    })
    .filter(({ rows }) => rows.length > 0)
    .sort((a, b) => b.rows.length - a.rows.length)[0];
  if (found === undefined) return null;
  const { going, rows } = found;
  const lagMs = ((intendedUs[rows.at(-1) as number] as number) - going.fromUs) / 1000;
  const { unroutedUs } = going.life;
  const slices =
    unroutedUs === null ? 'slices named it on' : `no slice named it ready from ${timeText(unroutedUs)} on`;
  return {
    explains: rows.length,
    lagMs,
    evidence: `pod ${going.life.pod} was told to go at ${timeText(going.fromUs)}; ${slices}; ${rows.length} new connections found nobody, the last one ${durationText(lagMs)} after the order`,
  };
};
