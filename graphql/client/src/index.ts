import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";

import type { ErrorCode } from "./documents.js";

export * from "./documents.js";

/** Rows that a request may touch, and what is left for a while; it comes with every answer. */
export interface Cost {
  readonly requested: number;
  readonly actual: number;
  readonly limit: number;
  /** Both are absent from requests that were refused before it was known who asks. */
  readonly remaining?: number;
  readonly resetAt?: string;
}

/** Why the request, or one of its root fields, failed. */
export interface RequestError {
  readonly message: string;
  readonly path?: ReadonlyArray<string | number>;
  readonly extensions: {
    readonly code: ErrorCode;
    readonly retryable: boolean;
    readonly params?: Readonly<Record<string, unknown>>;
    /** The argument that it is about, outermost first. */
    readonly argument?: ReadonlyArray<string>;
  };
}

/** Why a command was refused: its input or the state of things. Nothing was written. */
export interface UserError {
  readonly code: ErrorCode;
  /** The input field, outermost first. */
  readonly path: ReadonlyArray<string>;
  readonly message: string;
  readonly retryable: boolean;
  readonly params: unknown;
}

/** What became of a request. */
export type Answer<Data> =
  | { readonly kind: "done"; readonly data: Data; readonly cost: Cost }
  | { readonly kind: "refused"; readonly userErrors: ReadonlyArray<UserError>; readonly data: Data; readonly cost: Cost }
  | { readonly kind: "failed"; readonly errors: ReadonlyArray<RequestError>; readonly data: Data | null; readonly cost: Cost }
  /** Nobody knows whether it was carried out: send the same again. The network failed, or a proxy answered in our stead. */
  | { readonly kind: "unanswered"; readonly cause: unknown };

export interface ClientOptions {
  /** The address of /graphql. */
  readonly url: string;
  /** The token of `login`, or how to get the present one. */
  readonly token?: string | null | (() => string | null);
  /** Language of messages; the employee's own if it is left out. */
  readonly language?: "zh" | "en";
  readonly fetch?: (url: string, init: FetchInit) => Promise<FetchAnswer>;
}

export interface FetchInit {
  readonly method: "POST";
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface FetchAnswer {
  readonly status: number;
  json(): Promise<unknown>;
}

export interface RepeatOptions {
  /**
   * How often to send the command if no answer comes, or UNAVAILABLE or TIMEOUT. More than once only with a fresh `id` of what is
   * made, or `operationId`, in its input: then it is done once, however often it arrives.
   */
  readonly attempts?: number;
}

export interface Client {
  query<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    ...variables: VariablesOf<Variables>
  ): Promise<Answer<Data>>;
  mutate<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    options?: RepeatOptions,
  ): Promise<Answer<Data>>;
}

/** Variables may be left out where there are none that must be given. */
type VariablesOf<Variables> = Record<string, never> extends Variables ? [variables?: Variables] : [variables: Variables];

const PAUSE = 500;

/** A client that sends each document by POST. */
export function createClient(options: ClientOptions): Client {
  async function send<Data>(document: TypedDocumentNode<Data, never>, variables: unknown): Promise<Answer<Data>> {
    const token = typeof options.token === "function" ? options.token() : options.token;
    const request: FetchInit = {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/graphql-response+json, application/json;q=0.9",
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(options.language ? { "accept-language": options.language } : {}),
      },
      body: JSON.stringify({ query: textOf(document), variables }),
    };
    try {
      const answer = await (options.fetch ?? fetch)(options.url, request);
      return understood<Data>(await answer.json(), answer.status);
    } catch (cause) {
      return { kind: "unanswered", cause };
    }
  }

  return {
    query: (document, ...[variables]) => send(document, variables ?? {}),
    async mutate(document, variables, { attempts = 1 } = {}) {
      for (let attempt = 1; ; attempt += 1) {
        const answer = await send(document, variables);
        if (attempt >= attempts || !mayHelp(answer)) return answer;
        await new Promise((resolve) => setTimeout(resolve, PAUSE * 2 ** (attempt - 1)));
      }
    },
  };
}

const texts = new WeakMap<object, string>();

function textOf(document: TypedDocumentNode<unknown, never>): string {
  const known = texts.get(document);
  if (known !== undefined) return known;
  const text = print(document);
  texts.set(document, text);
  return text;
}

/** Whether the same request may fare better in a moment: nothing is known to be wrong with it. */
function mayHelp(answer: Answer<unknown>): boolean {
  if (answer.kind === "unanswered") return true;
  if (answer.kind !== "failed") return false;
  return answer.errors.every(({ extensions: { code } }) => code === "UNAVAILABLE" || code === "TIMEOUT");
}

interface Body<Data> {
  readonly data?: Data | null;
  readonly errors?: ReadonlyArray<RequestError>;
  readonly extensions: { readonly cost: Cost };
}

function understood<Data>(body: unknown, status: number): Answer<Data> {
  if (!isOurs<Data>(body)) return { kind: "unanswered", cause: new Error(`HTTP ${status}, not by ERP Visit`) };
  const { data = null, errors, extensions: { cost } } = body;
  if (errors !== undefined || data === null) return { kind: "failed", errors: errors ?? [], data, cost };
  const userErrors = isObject(data) ? Object.values(data).flatMap(userErrorsOf) : [];
  return userErrors.length > 0 ? { kind: "refused", userErrors, data, cost } : { kind: "done", data, cost };
}

function isOurs<Data>(body: unknown): body is Body<Data> {
  return isObject(body) && isObject(body["extensions"]) && isObject(body["extensions"]["cost"]);
}

function userErrorsOf(payload: unknown): ReadonlyArray<UserError> {
  return isObject(payload) && isUserErrors(payload["userErrors"]) ? payload["userErrors"] : [];
}

function isUserErrors(value: unknown): value is ReadonlyArray<UserError> {
  return Array.isArray(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
