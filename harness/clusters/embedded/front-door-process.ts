import { serveParent } from '../../embedded/process/serve.ts';
import { controlWeb } from './control-web.ts';
import { type DoorRequests, type DoorSettings, openDoor } from './door.ts';

/** The front door and, as its child, the control lane's web service: both end with the harness. */
serveParent<DoorSettings, DoorRequests>(async (settings) => {
  await using starting = new AsyncDisposableStack();
  const door = starting.use(await openDoor(settings));
  const web = starting.use(await controlWeb(settings.control, process.env));
  process.once('exit', web.kill);
  const running = starting.move();
  return {
    ready: { ports: door.ports, controlPid: web.pid },
    handlers: {
      failures: async () => door.failures(),
      follow: async ({ workers }) => door.follow(workers),
    },
    end: () => running.disposeAsync(),
  };
});
