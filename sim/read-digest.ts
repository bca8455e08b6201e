import type { DigestView } from "../src/core/notifications/compose/digest-view.ts";
import type { TakenMail } from "./sim-mail-provider.ts";

/** What a digest shows; undefined for another mail. Mails of a run are their views. */
export const digestOf = ({ subject, text }: Pick<TakenMail, "subject" | "text">): DigestView | undefined =>
  subject === "sla-digest" ? (JSON.parse(text) as DigestView) : undefined;
