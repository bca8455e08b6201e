import type { Contact } from "./event.ts";

/** The contacts with each address once: the name and role that were given last, in the place of the first. */
export const eachAddressOnce = (contacts: readonly Contact[]): readonly Contact[] => [
  ...new Map(contacts.map((contact) => [contact.email, contact] as const)).values(),
];
