// A service of a few lines, as yours may be: it says who it is, answers /readyz, takes JSON at POST /orders, and when it
// is told to leave it finishes what it has begun.
import { createServer } from 'node:http';

const { NAME = 'shop', HOST, PORT = '8080', POD_NAME = '', NODE_NAME = '' } = process.env;

const server = createServer(async (request, response) => {
  // With these two the report can say which pod and node an answer came from.
  response.setHeader('x-rehearse-pod', POD_NAME);
  response.setHeader('x-rehearse-node', NODE_NAME);
  if (request.method === 'POST') {
    const pieces = await Array.fromAsync(request);
    const { item } = JSON.parse(Buffer.concat(pieces).toString());
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ accepted: item, by: POD_NAME }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/plain' }).end(`${NAME}\n`);
});
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
server.listen(Number(PORT), HOST);
