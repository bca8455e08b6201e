import { NotifierError } from "../../core/errors.ts";
import { present } from "../../core/present.ts";
import { readRetryAfter } from "../email/retry-after.ts";
import type { GetToken } from "./token-source.ts";

const DEADLINE_IN_MS = 30_000;

/** The JSON at an address of the API; undefined where there is nothing. */
export type GetJson = (url: URL) => Promise<unknown>;

/** One request, one answer: a token that is refused is renewed once, a redirect is not followed, and everything else is for the next run. */
export const makeGetJson = (getToken: GetToken): GetJson => {
  const ask = async (url: URL, token: string): Promise<Response> => {
    try {
      return await fetch(url, {
        headers: { accept: "application/json", authorization: `Bearer ${token}` },
        redirect: "manual",
        signal: AbortSignal.timeout(DEADLINE_IN_MS),
      });
    } catch (cause) {
      throw new NotifierError("PARTNER_CENTER_UNAVAILABLE", undefined, { cause });
    }
  };
  return async (url) => {
    const first = await ask(url, await getToken());
    if (first.status !== 401) return await read(first);
    await first.body?.cancel();
    const renewed = await getToken(first.headers.get("www-authenticate") ?? undefined);
    return await read(await ask(url, renewed));
  };
};

const read = async (response: Response): Promise<unknown> => {
  const { status, ok } = response;
  const text = await response.text().catch((cause: unknown) => {
    throw new NotifierError("PARTNER_CENTER_UNAVAILABLE", undefined, { cause });
  });
  if (status === 404) return undefined;
  if (!ok) throw toError(response);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new NotifierError("PARTNER_CENTER_UNREADABLE", "Partner Center answered with something else than JSON.");
  }
};

const toError = ({ status, headers }: Response): NotifierError => {
  const message = `Partner Center answered ${status}.`;
  if (status === 401) return new NotifierError("PARTNER_CENTER_DENIED", message);
  if (status !== 429 && status < 500) return new NotifierError("PARTNER_CENTER_UNREADABLE", message);
  const retryAfterInMs = readRetryAfter({ get: (name) => headers.get(name) ?? undefined });
  return new NotifierError("PARTNER_CENTER_UNAVAILABLE", message, present({ retryAfterInMs }));
};
