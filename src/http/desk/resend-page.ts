import { randomUUID } from "node:crypto";
import type { ResendResult } from "../../core/verbs/resend-notification.ts";
import type { Dossier } from "../../core/verbs/show-dossier.ts";
import type { FormPage } from "./form-page.ts";

interface ResendForm {
  readonly reason: string;
  readonly recipients: readonly string[];
  readonly other: string;
  readonly content: "asSent" | "current";
  /** The same for every try of one page: sent twice, it sends once. */
  readonly key: string;
}

/** The page on which a mail is sent again. */
export const resendPage: FormPage<ResendForm, ResendResult> = {
  page: "resend",
  title: "Send again",
  path: "resend",
  done: "resent",
  read: (form) => ({
    reason: form.get("reason") ?? "",
    recipients: form.getAll("recipient"),
    other: form.get("other")?.trim() ?? "",
    content: form.get("content") === "current" ? "current" : "asSent",
    key: form.get("key")?.slice(0, 100) || randomUUID(),
  }),
  ask: async (verbs, submissionId, filled, by, dryRun) =>
    await verbs.resendNotification(submissionId, toRequest(filled, dryRun), dryRun ? undefined : filled.key, by),
  toView: ({ reason, recipients, other, content, key }, dossier, preview, link) => ({
    reason,
    other,
    key,
    contents: [
      { value: "asSent", text: "The same mail, word for word", isChosen: content === "asSent" },
      { value: "current", text: "Written anew from what is known now", isChosen: content === "current" },
    ],
    contacts: contactsOf(dossier).map((address) => ({
      address,
      isChosen: recipients.length === 0 ? other === "" : recipients.includes(address),
    })),
    preview: preview === undefined ? null : toPreviewView(preview, `${link}/html?content=${content}`),
  }),
};

const toRequest = ({ reason, recipients, other, content }: ResendForm, dryRun: boolean): object => {
  const all = [...recipients, ...(other === "" ? [] : [other])];
  return { reason, content, dryRun, ...(all.length === 0 ? {} : { recipients: all }) };
};

const contactsOf = ({ review, notifications }: Dossier): readonly string[] => [
  ...new Set([
    ...notifications.flatMap(({ address, resultKey }) => (resultKey === undefined ? [] : (address ?? []))),
    ...review.contacts.map(({ email }) => email),
  ]),
];

const toPreviewView = ({ mail, diff }: Extract<ResendResult, { kind: "dryRun" }>, htmlLink: string) => ({
  subject: mail.subject,
  to: mail.to.address,
  text: mail.text,
  htmlLink,
  isSame: diff.length === 0,
  changes: diff.map(({ op, line }) => ({ isRemoved: op === "-", line })).filter(({ line }) => line.trim() !== ""),
});
