import type { Contact } from "../../certification/event.ts";
import type { Words } from "../words/word-catalogue.ts";
import type { MailNames } from "./mail-names.ts";
import type { UntrustedText } from "./untrusted-text.ts";

/** Why somebody at a publisher gets a mail. */
export const whyWords = (
  recipient: Contact,
  { publisher, offer }: Pick<MailNames, "publisher" | "offer">,
  untrusted: UntrustedText,
  words: Words,
): string => {
  const role = untrusted.line(recipient.role, "the recipient's role");
  return role === ""
    ? words.say("result.why", { publisher, offer })
    : words.say("result.whyRole", { role, publisher, offer });
};
