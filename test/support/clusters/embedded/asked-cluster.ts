import { factLog } from '../../../../harness/embedded/process/cluster/fact-log.ts';

/** A cluster process that answers from its log of facts, and with an error once it has ended. */
export function askedCluster() {
  const log = factLog(() => {});
  const ended = Promise.withResolvers<string>();
  const ask = async (_request: string, args: object) =>
    await Promise.race([
      log.since((args as { since: number }).since),
      ended.promise.then((why) => Promise.reject(new Error(why))),
    ]);
  return { log, end: ended.resolve, cluster: { ask, ended: ended.promise } };
}
