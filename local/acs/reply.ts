import type { ServerResponse } from "node:http";

/** What becomes of one request. */
export type Reply =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly body: object;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "drop" }
  | { readonly kind: "hang" };

export const answer = (status: number, body: object, headers: Readonly<Record<string, string>> = {}): Reply => ({
  kind: "answer",
  status,
  body,
  headers,
});

export const refuse = (
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply => answer(status, { error: { code, message } }, { "x-ms-error-code": code, ...headers });

export const writeReply = (response: ServerResponse, reply: Reply): void => {
  if (reply.kind === "drop") response.socket?.destroy();
  if (reply.kind !== "answer") return;
  response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
  response.end(JSON.stringify(reply.body));
};
