// Apollo Client with its normalised cache: node apollo.mjs URL TOKEN ORDER.
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';

import { CHANGED, LIST, counting, order, socket, story, url } from './shop.mjs';

const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: ApolloLink.split(
    ({ operationType }) => operationType === 'subscription',
    new GraphQLWsLink(socket),
    new HttpLink({ uri: url, fetch: counting }),
  ),
});
const stops = [];
await story({
  watch: (next) => stops.push(client.watchQuery({ query: LIST }).subscribe(({ data }) => data && next(data.orders))),
  listen: (next) =>
    stops.push(client.subscribe({ query: CHANGED, variables: { id: order } }).subscribe(({ data }) => next(data.orderChanged))),
  async run(document, variables) {
    try {
      const mutation = document.definitions[0].operation === 'mutation';
      const { data } = await (mutation
        ? client.mutate({ mutation: document, variables })
        : client.query({ query: document, variables }));
      return { data, codes: [] };
    } catch (error) {
      if (!CombinedGraphQLErrors.is(error)) throw error;
      return { data: error.data, codes: error.errors.map((one) => one.extensions.code) };
    }
  },
});
for (const subscription of stops) subscription.unsubscribe();
client.stop();
