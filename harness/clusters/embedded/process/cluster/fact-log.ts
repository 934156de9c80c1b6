import type { MachineFact } from '../messages.ts';

/** What was seen of the machines, in order, for whoever asks. */
export interface FactLog {
  note(fact: MachineFact): void;
  /** All from that number on; waits where there is none yet. */
  since(number: number): Promise<readonly MachineFact[]>;
}

export function factLog(): FactLog {
  const facts: MachineFact[] = [];
  let next = Promise.withResolvers<void>();
  return {
    note(fact) {
      console.log(`${new Date().toISOString()} ${fact.node ?? 'cluster'}: ${fact.what}, ${fact.detail}`);
      facts.push(fact);
      next.resolve();
      next = Promise.withResolvers();
    },
    async since(number) {
      while (facts.length <= number) await next.promise;
      return facts.slice(number);
    },
  };
}
