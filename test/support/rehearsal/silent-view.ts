import type { View } from '../../../harness/rehearsal/view.ts';

/** A view that records what is shown. */
export function silentView(): View & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    begin: (phase, expectedMs) => lines.push(`begin ${phase} ${expectedMs}`),
    end: (phase, outcome) => lines.push(`end ${phase} ${outcome}`),
    say: (line) => lines.push(line),
    watch: () => {},
    close: () => {},
  };
}
