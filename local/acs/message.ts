import { z } from "zod";

const partySchema = z.strictObject({
  address: z.email({ pattern: z.regexes.unicodeEmail }),
  displayName: z.string().optional(),
});

/** The body of `POST /emails:send`, as api-version 2025-09-01 has it; attachments and copies are not for us. */
export const messageSchema = z.strictObject({
  senderAddress: z.email(),
  recipients: z.strictObject({ to: z.array(partySchema).min(1).max(50) }),
  content: z.strictObject({
    subject: z.string().min(1),
    plainText: z.string().optional(),
    html: z.string().optional(),
  }),
  replyTo: z.array(partySchema).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  userEngagementTrackingDisabled: z.boolean().optional(),
});

export type AcsMessage = z.infer<typeof messageSchema>;

export const headerOf = ({ headers = {} }: AcsMessage, name: string): string | undefined =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
