const MANAGEMENT = /\/\$management$/i;

/** An address without scheme, host and leading slashes. */
export const plainAddress = (address: string): string => address.replace(/^\w+:\/\/[^/]*/, "").replace(/^\/+/, "");

/** The entity that a management address is about; `undefined` for any other address. */
export const managedEntity = (address: string): string | undefined =>
  MANAGEMENT.test(address) ? address.replace(MANAGEMENT, "") : undefined;
