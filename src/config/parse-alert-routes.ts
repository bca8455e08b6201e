import { canonicalOfferType } from "../core/articles/offer-types.ts";
import { toWireAddress } from "../core/mailbox.ts";
import type { AlertRoute } from "../core/notifications/alert-teams.ts";

const partsOf = (text: string, separator: string): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** Reads `offerType,offerType=address,address;…`. Each problem names a route by its number, and never what it says. */
export const parseAlertRoutes = (
  text: string,
): { readonly routes: readonly AlertRoute[]; readonly problems: readonly string[] } => {
  const problems: string[] = [];
  const routes = partsOf(text, ";").map((route, index): AlertRoute => {
    const [types = "", addresses = "", ...more] = route.split("=");
    const refuse = (problem: string): void => void problems.push(`route ${index + 1} ${problem}`);
    const known = partsOf(types, ",").map(canonicalOfferType);
    const wired = partsOf(addresses, ",").map(toWireAddress);
    if (more.length > 0 || known.length === 0 || wired.length === 0)
      refuse(
        "must be offer types, = and addresses, such as azureVirtualMachine,azureContainer=vm-team@contoso.example",
      );
    if (known.includes(undefined)) refuse("names an offer type that is not known");
    if (wired.includes(undefined)) refuse("must name e-mail addresses");
    return { offerTypes: known.filter(isGiven), addresses: [...new Set(wired.filter(isGiven))] };
  });
  return { routes, problems };
};

const isGiven = (text: string | undefined): text is string => text !== undefined;
