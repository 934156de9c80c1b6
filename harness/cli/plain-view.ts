import { elapsed } from '../format/durations.ts';
import type { View } from '../rehearsal/view.ts';
import type { Output } from './context.ts';
import { statusLines } from './status-text.ts';
import { printable } from './terminal-text.ts';

const statusEveryMs = 10_000;

/** Timestamped lines, for logs and CI: each event as it occurs, and the status every ten seconds. */
export function createPlainView(out: Output): View {
  const line = (text: string) => out.write(`${new Date().toISOString().slice(11, 19)}Z ${text}\n`);
  let timer: NodeJS.Timeout | undefined;
  return {
    begin: (phase, expectedMs) =>
      line(`${phase}${expectedMs === null ? '' : ` (about ${elapsed(expectedMs)})`}`),
    end: (phase, outcome) => line(`${phase} ${outcome}`),
    say: (text) => line(`  ${printable(text)}`),
    watch(status) {
      timer = setInterval(() => line(`  ${statusLines(status()).join(' | ')}`), statusEveryMs).unref();
    },
    close: () => clearInterval(timer),
  };
}
