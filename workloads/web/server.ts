import { setTimeout as delay } from 'node:timers/promises';
import { serviceOf } from './service.ts';
import { type WebSettings, webSettings } from './settings.ts';

/** As a shell reports a process that SIGTERM ended. */
const endedBySigterm = 143;

try {
  await run(webSettings(process.env));
} catch (error) {
  process.stderr.write(`web: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function run(settings: WebSettings): Promise<void> {
  const service = serviceOf(settings);
  const onSigterm = {
    graceful: async () => process.exit((await service.stop()) === 'answered' ? 0 : 1),
    exit: () => process.exit(endedBySigterm),
    ignore: () => {},
  };
  process.on('SIGTERM', onSigterm[settings.onSigterm]);

  process.stdout.write(`web: starting, for ${settings.startupMs} ms\n`);
  // A slow starter (caches, JIT, migrations) has no open port until it has started: its clients are refused.
  await delay(settings.startupMs);
  const { http, h2c, tls } = await service.listen();
  const others = [h2c !== null && `h2c on port ${h2c}`, tls !== null && `TLS on port ${tls}`];
  process.stdout.write(`web: ${[`listening on port ${http}`, ...others.filter(Boolean)].join(', ')}\n`);
}
