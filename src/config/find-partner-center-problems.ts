import { isLoopbackHost } from "./loopback.ts";

/** What is wrong with the settings of the poller beside one another: by setting and rule, never with the value. */
export const findPartnerCenterProblems = (
  settings: Readonly<Record<string, string | undefined>>,
): readonly string[] => {
  const {
    PARTNER_CENTER_PRODUCTS: products,
    PARTNER_CENTER_PUBLISHER: publisher,
    PARTNER_CENTER_BASE_URL: baseUrl,
    PARTNER_CENTER_TOKEN: token,
  } = settings;
  const address = baseUrl !== undefined && URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const isLocal = address !== undefined && isLoopbackHost(address.hostname);
  return [
    ...(products !== undefined && publisher === undefined
      ? ["PARTNER_CENTER_PUBLISHER: must be set with PARTNER_CENTER_PRODUCTS"]
      : []),
    ...(address?.protocol !== "http:" || isLocal
      ? []
      : ["PARTNER_CENTER_BASE_URL: must be a URL with https:, or http: to a loopback address"]),
    ...(token === undefined || isLocal
      ? []
      : ["PARTNER_CENTER_TOKEN: must be left out where PARTNER_CENTER_BASE_URL is no loopback address"]),
  ];
};
