// Works with the panel's cookie; for another log-in, set {"Authorization": "Bearer …"} under Headers.
const address = new URL("/graphql", location.href);
const socket = new URL("/graphql", location.href);
socket.protocol = socket.protocol.replace("http", "ws");
const fetcher = GraphiQL.createFetcher({
  url: address.href,
  headers: { "X-CSRF-Protection": "1" },
  wsClient: graphqlWs.createClient({ url: socket.href }),
});
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultEditorToolsVisibility: true,
    defaultQuery: "# Log in here first, then set the token under Headers:\n# {\"Authorization\": \"Bearer …\"}\n\n{\n  me { name department { name } roles { role { name } } }\n}\n",
  }),
);
