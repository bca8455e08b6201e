import type { FileEvent } from "../stack/event-file.ts";
import type { Expectation } from "./expectations.ts";
import type { InboxMail } from "./inbox.ts";

/** A mail that came because of an event, and how long after its publication. */
export interface ArrivedMail {
  readonly to: string;
  readonly subject: string;
  readonly ms: number;
}

/** One sample on its way. Times are milliseconds since its publication, as seen from outside. */
export interface Track {
  readonly expectation: Expectation;
  readonly event: FileEvent;
  readonly submissionId: string;
  publishedAt?: number;
  receivedInMs?: number;
  rejectedInMs?: number;
  problems: string;
  readonly mails: ArrivedMail[];
}

/** A sample before its publication. */
export const startTrack = (expectation: Expectation, event: FileEvent): Track => ({
  expectation,
  event,
  submissionId: String((event.event["data"] as { submissionId: unknown }).submissionId),
  problems: "",
  mails: [],
});

/** Those of the expected recipients who have no mail yet. */
export const findMissingRecipients = ({ expectation, mails }: Track): readonly string[] =>
  expectation.to.filter((address) => !mails.some(({ to }) => to === address));

/** True when all that the sample must lead to has been seen. */
export const isDone = (track: Track): boolean => {
  if (track.receivedInMs === undefined || findMissingRecipients(track).length > 0) return false;
  return track.expectation.outcome !== "rejected" || track.rejectedInMs !== undefined;
};

/** The last thing that was seen of a sample. */
export const lastMs = ({ receivedInMs, rejectedInMs, mails }: Track): number | undefined => {
  const times = [receivedInMs, rejectedInMs, ...mails.map(({ ms }) => ms)].filter((ms) => ms !== undefined);
  return times.length === 0 ? undefined : Math.max(...times);
};

const belongsTo = (mail: InboxMail, to: string, { expectation, submissionId, publishedAt }: Track): boolean =>
  publishedAt !== undefined && expectation.to.includes(to) && mail.content.includes(submissionId);

/** Books each new mail to the sample it is about; gives back those that no sample asked for. */
export const bookMails = (tracks: readonly Track[], mails: readonly InboxMail[], now: number): readonly InboxMail[] =>
  mails.filter((mail) => {
    const booked = mail.to.map((to) => {
      const owner = tracks.find((track) => belongsTo(mail, to, track) && findMissingRecipients(track).includes(to));
      owner?.mails.push({ to, subject: mail.subject, ms: Math.round(now - (owner.publishedAt ?? now)) });
      return owner !== undefined;
    });
    return !booked.every(Boolean);
  });
