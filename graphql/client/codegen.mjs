// How src/documents.ts is made of the published schema and documents; paths are from the folder that `make client` builds in.
export default {
  schema: "schema.graphql",
  documents: "operations/*.graphql",
  emitLegacyCommonJSImports: false,
  generates: {
    "src/documents.ts": {
      plugins: ["typescript-operations", "typed-document-node"],
      config: {
        strictScalars: true,
        enumType: "const",
        namingConvention: { enumValues: "keep" },
        immutableTypes: true,
        useTypeImports: true,
        // As they are on the wire: amounts as text, for numbers lose cents.
        scalars: { ID: "string", UUID: "string", Decimal: "string", Date: "string", DateTime: "string", JSON: "unknown" },
      },
    },
  },
};
