/** One mail of the inbox, as its HTTP API tells it. */
export interface InboxMail {
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** Text and HTML part together, to search in. */
  readonly content: string;
}

interface RawMail {
  readonly id: string;
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  readonly envelope?: { readonly to?: readonly { readonly address: string }[] };
}

/** Every mail the inbox holds, in order of arrival. */
export const readInbox = async (inbox: string): Promise<readonly InboxMail[]> => {
  const response = await fetch(`${inbox}/api/email`);
  if (!response.ok) throw new Error(`the inbox answered ${response.status}`);
  const mails = (await response.json()) as readonly RawMail[];
  return mails.map(({ id, subject = "", text = "", html = "", envelope }) => ({
    id,
    subject,
    content: `${text}\n${html}`,
    to: (envelope?.to ?? []).map(({ address }) => address),
  }));
};
