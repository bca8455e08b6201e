import type { HttpRequest } from "@azure/functions";
import * as z from "zod";
import type { DeskAuth } from "../../config/desk-settings.ts";
import { NotifierError } from "../../core/errors.ts";

/** Who looks at the desk. */
export interface Viewer {
  /** Stands in the ledger beside what they do. */
  readonly name: string;
  /** False for those who may only look. */
  readonly mayAct: boolean;
}

/** Roles of `infra/desk-roles.json`. */
export const DESK_ROLES = { look: "Notifier.Reader", act: "Notifier.Operator" } as const;

const LONGEST_NAME = 200;

const principalSchema = z.object({
  name_typ: z.string().optional(),
  role_typ: z.string().optional(),
  claims: z.array(z.object({ typ: z.string(), val: z.string() })),
});

type Principal = z.infer<typeof principalSchema>;

const CLOSED =
  "Nobody vouches for who you are: App Service authentication is off. On a laptop DESK_AUTH=local opens the desk for this machine.";
const ELSEWHERE = "DESK_AUTH=local opens the desk on the machine's own address (127.0.0.1 or localhost) alone.";
const UNREADABLE = "What App Service authentication says of you cannot be read.";
const NO_ROLE = `You are signed in, and have neither the role ${DESK_ROLES.look} nor ${DESK_ROLES.act}. Who manages the app registration can give you one.`;

/** The sentence for somebody who has not signed in; the page offers it. */
export const SIGN_IN = "Sign in first.";

/** Says who asks. Throws `DESK_DENIED` with the reason for whom the desk does not let in. */
export const viewerOf = (auth: DeskAuth, request: Pick<HttpRequest, "headers" | "url">): Viewer => {
  switch (auth) {
    case "platform":
      return toViewer(readPrincipal(request.headers.get("x-ms-client-principal")));
    case "local":
      if (!isLocal(request)) throw new NotifierError("DESK_DENIED", ELSEWHERE);
      return { name: "local", mayAct: true };
    default:
      throw new NotifierError("DESK_DENIED", CLOSED);
  }
};

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/** The name that the browser used must be the machine's own, so that no other site's name leads here, and nothing may stand in between. */
const isLocal = ({ headers, url }: Pick<HttpRequest, "headers" | "url">): boolean => {
  const host = headers.get("host");
  const names = [new URL(url).hostname, ...(host === null ? [] : [hostName(host)])];
  const isForwarded = ["x-forwarded-for", "x-forwarded-host", "forwarded"].some((name) => headers.has(name));
  return !isForwarded && names.every((name) => LOOPBACK.test(name));
};

const hostName = (host: string): string => (URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : "");

const readPrincipal = (header: string | null): Principal => {
  if (header === null || header.trim() === "") throw new NotifierError("DESK_DENIED", SIGN_IN);
  try {
    return principalSchema.parse(JSON.parse(Buffer.from(header, "base64").toString()));
  } catch (cause) {
    throw new NotifierError("DESK_DENIED", UNREADABLE, { cause });
  }
};

const ROLE_TYPES = ["roles", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"];
const NAME_TYPES = ["preferred_username", "name", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name"];

const toViewer = ({ name_typ, role_typ, claims }: Principal): Viewer => {
  const valuesOf = (types: readonly (string | undefined)[]): readonly string[] =>
    types.flatMap((type) => claims.filter(({ typ }) => typ === type).map(({ val }) => val));
  const roles = valuesOf([role_typ, ...ROLE_TYPES]);
  const mayAct = roles.includes(DESK_ROLES.act);
  if (!mayAct && !roles.includes(DESK_ROLES.look)) throw new NotifierError("DESK_DENIED", NO_ROLE);
  const name = valuesOf([name_typ, ...NAME_TYPES])
    .map((value) => value.replace(/[\p{C}\s]+/gu, " ").trim())
    .find((value) => value !== "");
  if (name === undefined) throw new NotifierError("DESK_DENIED", UNREADABLE);
  return { name: name.slice(0, LONGEST_NAME), mayAct };
};
