// urql with its normalised cache: node urql.mjs URL TOKEN ORDER.
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';

import { CHANGED, LIST, counting, order, socket, story, url } from './shop.mjs';

const client = new Client({
  url,
  fetch: counting,
  preferGetMethod: false,
  exchanges: [
    cacheExchange({ keys: { OrderConnection: () => null } }), // a page is no record
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({
        subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
      }),
    }),
  ],
});
const stops = [];
await story({
  watch: (next) => stops.push(client.query(LIST, {}).subscribe(({ data }) => data && next(data.orders))),
  listen: (next) => stops.push(client.subscription(CHANGED, { id: order }).subscribe(({ data }) => data && next(data.orderChanged))),
  async run(document, variables = {}) {
    const mutation = document.definitions[0].operation === 'mutation';
    const { data, error } = await client[mutation ? 'mutation' : 'query'](document, variables).toPromise();
    return { data, codes: error?.graphQLErrors.map((one) => one.extensions.code) ?? [] };
  },
});
for (const { unsubscribe } of stops) unsubscribe();
