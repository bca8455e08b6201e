import { randomBytes, timingSafeEqual } from "node:crypto";
import type { HttpRequest } from "@azure/functions";
import { NotifierError } from "../../core/errors.ts";

const COOKIE = "notifier-desk-form";
const TOKEN = /^[0-9a-f]{32}$/;

/** Member of every form that changes something. */
export const FORM_TOKEN = "formToken";

/** The token that forms of this browser carry: the one it has, or a new one with the cookie that gives it. */
export const formTokenOf = (
  request: Pick<HttpRequest, "headers">,
  isSecure: boolean,
): { readonly token: string; readonly cookie?: string } => {
  const held = heldToken(request);
  if (held !== undefined) return { token: held };
  const token = randomBytes(16).toString("hex");
  const cookie = `${COOKIE}=${token}; Path=/api/desk; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
  return { token, cookie };
};

const heldToken = ({ headers }: Pick<HttpRequest, "headers">): string | undefined => {
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.trim().split("="));
  const value = pairs.find(([name]) => name === COOKIE)?.[1];
  return value !== undefined && TOKEN.test(value) ? value : undefined;
};

/**
 * Lets through only what a page of the desk sent: the browser says so (`Sec-Fetch-Site`, `Origin`; one of them is needed), and the form
 * carries the token of its cookie. `deskUrl` is the desk's address where a proxy gives us another. Throws `FORM_FOREIGN`.
 */
export const checkForm = (
  request: Pick<HttpRequest, "headers" | "url">,
  form: URLSearchParams,
  deskUrl: string | undefined,
): void => {
  checkOrigin(request, deskUrl);
  const held = Buffer.from(heldToken(request) ?? "");
  const given = Buffer.from(form.get(FORM_TOKEN) ?? "");
  if (held.length === 0 || held.length !== given.length || !timingSafeEqual(held, given)) {
    throw new NotifierError(
      "FORM_FOREIGN",
      "The page was open for too long, or cookies are off. Go back, reload it, and try again.",
    );
  }
};

/** Throws `FORM_FOREIGN` for a request that another site made, or of which nobody says who made it. */
const checkOrigin = ({ headers, url }: Pick<HttpRequest, "headers" | "url">, deskUrl: string | undefined): void => {
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  const ours = [url, ...(deskUrl === undefined ? [] : [deskUrl])].map((one) => new URL(one).host);
  const isOurs = origin === null || (URL.canParse(origin) && ours.includes(new URL(origin).host));
  if ((site ?? origin) === null || (site !== null && site !== "same-origin") || !isOurs) {
    throw new NotifierError("FORM_FOREIGN");
  }
};
