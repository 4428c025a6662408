// What a front end does with an order, whatever client it uses; run by apollo.mjs and urql.mjs. Each thing that happens is a
// line of JSON on standard output.
import { createClient } from 'graphql-ws';
import { gql } from '@urql/core';
import WebSocket from 'ws';

export const [url, token, order] = process.argv.slice(2);
export const tell = (what, value) => console.log(JSON.stringify({ what, value }));

export const LIST = gql`
  query List { orders(first: 5, orderBy: [{ field: SUBMITTED_AT, direction: DESC }]) { nodes { id number state version } } }
`;
export const APPROVE = gql`
  mutation Approve($input: ApproveOrderInput!) {
    approveOrder(input: $input) {
      order { id state version }
      replayed
      userErrors { code path retryable }
    }
  }
`;
export const CHANGED = gql`
  subscription Changed($id: ID) { orderChanged(id: $id) { order { id state version } } }
`;
export const GONE = gql`
  query Gone { me { id name } order(id: "Order:00000000-0000-7000-8000-000000000000") { id } }
`;
export const WRONG = gql`
  query Wrong { me { id nothing } }
`;

export const socket = createClient({ url: url.replace(/^http/, 'ws'), webSocketImpl: WebSocket, connectionParams: { token } });

/** Counts the requests by the name of their operation. */
export const sent = {};
export const counting = (target, options) => {
  const name = options.body ? JSON.parse(options.body).operationName : new URL(target).searchParams.get('operationName');
  sent[name] = (sent[name] ?? 0) + 1;
  // Without urql's signal: it aborts requests that have ended, which Node 20 makes an error of that nobody can catch.
  return fetch(target, { ...options, signal: null, headers: { ...options.headers, authorization: `Bearer ${token}` } });
};

/** A promise and how to fulfil it. */
export function expected() {
  let fulfil;
  const promise = new Promise((resolve) => { fulfil = resolve; });
  return { promise, fulfil };
}

/**
 * The story. `watch(next)` shows the list, `listen(next)` the changes, `run(document, variables)` answers {data, codes}.
 */
export async function story({ watch, listen, run }) {
  const first = expected(), approved = expected(), heard = expected();
  watch((orders) => {
    const { state } = orders.nodes.find((node) => node.id === order);
    (state === 'APPROVED' ? approved : first).fulfil(state);
  });
  tell('list', await first.promise);
  const connected = new Promise((resolve) => { socket.on('connected', resolve); });
  listen((change) => heard.fulfil(change.order.state));
  await connected;
  await new Promise((resolve) => setTimeout(resolve, 200)); // the subscription is sent next, and nobody says that it has come
  const input = { orderId: order, operationId: crypto.randomUUID() };
  const { approveOrder } = (await run(APPROVE, { input })).data;
  tell('approved', [approveOrder.order.state, approveOrder.replayed, approveOrder.userErrors.length]);
  tell('list', await approved.promise);
  tell('heard', await heard.promise);
  const again = (await run(APPROVE, { input })).data.approveOrder;
  tell('again', [again.order.state, again.replayed]);
  const reused = (await run(APPROVE, { input: { ...input, reason: 'another' } })).data.approveOrder;
  tell('reused', [reused.order, reused.userErrors.map((error) => [error.code, error.retryable])]);
  tell('gone', (await run(GONE)).codes);
  tell('wrong', (await run(WRONG)).codes);
  tell('sent', sent);
  await socket.dispose();
}
