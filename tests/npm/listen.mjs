// A subscription by the client graphql-ws: node listen.mjs URL TOKEN DOCUMENT [LIMIT]. Each thing that happens is a line of
// JSON; after so many results the client completes and closes by itself.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url, token, query, limit] = process.argv.slice(2);
const tell = (what, value) => console.log(JSON.stringify({ what, value }));
const client = createClient({
  url,
  webSocketImpl: WebSocket,
  connectionParams: { token },
  retryAttempts: 0,
  onNonLazyError: () => {},
  on: {
    connected: () => tell('connected'),
    closed: (event) => tell('closed', event.code),
    message: (message) => message.type === 'connection_ack' || tell('message', message.type),
  },
});
try {
  let left = Number(limit ?? 1);
  for await (const result of client.iterate({ query })) {
    tell('result', result);
    if (--left === 0) break;
  }
  tell('done');
} catch (error) {
  tell('error', Array.isArray(error) ? error.map((one) => one.extensions.code) : (error.code ?? String(error)));
}
await client.dispose();
