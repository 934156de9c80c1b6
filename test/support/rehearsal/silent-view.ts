import type { View } from '../../../harness/rehearsal/view.ts';

/** A view that keeps what it was told. */
export function silentView(): View & { readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    begin: (phase, expectedMs) => told.push(`begin ${phase} ${expectedMs}`),
    end: (phase, outcome) => told.push(`end ${phase} ${outcome}`),
    say: (line) => told.push(line),
    watch: () => {},
    close: () => {},
  };
}
