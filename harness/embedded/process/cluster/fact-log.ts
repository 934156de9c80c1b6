import type { MachineFact } from '../messages.ts';

/** What was seen of the machines, in order. */
export interface FactLog {
  note(fact: MachineFact): void;
  /** All from that number on; waits where there is none yet. */
  since(number: number): Promise<readonly MachineFact[]>;
}

/** @param write called with each in words, for the log of the process */
export function factLog(write: (line: string) => void = console.log): FactLog {
  const facts: MachineFact[] = [];
  let next = Promise.withResolvers<void>();
  return {
    note(fact) {
      write(`${new Date().toISOString()} ${fact.node ?? 'cluster'}: ${fact.what}, ${fact.detail}`);
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
