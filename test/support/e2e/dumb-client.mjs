// A second, simple client that shares no code with the harness. It sends every 50 ms on an absolute schedule,
// each time over a new connection. It prints one JSON line per request: when it was due (ms of the wall
// clock), and whether a good response came in time, counted from then.
import http from 'node:http';

const [url, timeoutMs, seconds] = process.argv.slice(2);
const startMs = Date.now();
const count = Number(seconds) * 20;
let pending = count;

for (let i = 0; i < count; i += 1) setTimeout(ask, i * 50, startMs + i * 50);

function ask(dueMs) {
  let printed = false;
  const tell = (good) => {
    if (printed) return;
    printed = true;
    clearTimeout(timer);
    process.stdout.write(`${JSON.stringify({ dueMs, good })}\n`);
    pending -= 1;
    if (pending === 0) process.exit(0);
  };
  const request = http.get(url, { agent: false }, (response) => {
    response.resume();
    response.on('end', () => tell(response.statusCode === 200));
    response.on('error', () => tell(false));
  });
  const timer = setTimeout(
    () => {
      tell(false);
      request.destroy();
    },
    dueMs + Number(timeoutMs) - Date.now(),
  );
  request.on('error', () => tell(false));
  request.on('close', () => tell(false));
}
