import type { MachineFact } from '../messages.ts';

/** Facts about the machines, in order. */
export interface FactLog {
  note(fact: MachineFact): void;
  /** All facts from that number on; waits if there are none yet. */
  since(number: number): Promise<readonly MachineFact[]>;
}

/** @param write called with each fact as text, for the log of the process */
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
