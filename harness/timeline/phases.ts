import type { PhaseBounds, RecordOf } from './model.ts';

type OpenBounds = { -readonly [K in keyof PhaseBounds]: PhaseBounds[K] };

/** Follows when each phase began, and when and how it ended. */
export class PhasesFold {
  readonly #phases: OpenBounds[] = [];
  readonly phases: readonly PhaseBounds[] = this.#phases;

  phase({ phase, edge, outcome, atUs }: RecordOf<'phase'>): void {
    if (edge === 'begin') {
      this.#phases.push({ phase, fromUs: atUs, toUs: null, outcome: null });
      return;
    }
    const open = this.#phases.findLast((one) => one.phase === phase && one.toUs === null);
    if (open) Object.assign(open, { toUs: atUs, outcome: outcome ?? 'done' });
  }
}
