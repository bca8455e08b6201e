import type { Instant } from "../../instant.ts";
import { zoneNamed } from "../../sla/zone.ts";
import type { ComposedView, DigestEntry, DigestMailInput, MailSettings } from "../mail-input.ts";
import { dueWords, lateWords } from "./digest-status.ts";
import type { DigestEntryView, DigestGroupView, DigestView } from "./digest-view.ts";
import { digestWords } from "./digest-words.ts";
import { fitRows } from "./fit-rows.ts";
import { isolate } from "./isolate.ts";
import { traceLines } from "./trace-words.ts";
import { makeUntrustedText, type UntrustedText } from "./untrusted-text.ts";
import { count, formatNumber, listing } from "./words.ts";
import { formatDayAndTime, zoneWords } from "./zoned-time.ts";

/** From this many newly late reviews on a row each says enough; fewer are shown as cards with their days. */
const ROWS_FROM = 12;

/** Composes the digest that goes to one team address: the whole state of the open reviews, the worst first. */
export const composeDigest = (input: DigestMailInput, settings: MailSettings): ComposedView => {
  const untrusted = makeUntrustedText(settings.linkHosts);
  const view = digestView(input, settings, untrusted);
  return { template: "sla-digest", view, removed: untrusted.removed() };
};

const digestView = (input: DigestMailInput, settings: MailSettings, untrusted: UntrustedText): DigestView => {
  const { now, notices } = input;
  const sorted = [...input.entries].sort(worstFirst);
  const of = (standing: DigestEntry["standing"]) => sorted.filter((entry) => entry.standing === standing);
  const [newlyLate, stillLate, soon] = [of("newlyLate"), of("stillLate"), of("dueSoon")];
  const first = newlyLate[0] ?? stillLate[0] ?? soon[0];
  const firstName =
    first === undefined
      ? notices.find(({ offerName }) => offerName !== undefined)?.offerName
      : first.offer.name || first.offer.id;
  const late = newlyLate.length + stillLate.length;
  const words = digestWords({
    newlyLate: newlyLate.length,
    late,
    soon: soon.length,
    notices,
    firstName: untrusted.subject(firstName, "an offer's name"),
    firstStatus: first === undefined ? "" : statusWords(first, now, settings.zone),
  });
  const amounts = [
    ...(newlyLate.length > 0 ? [`${formatNumber(newlyLate.length)} newly late`] : []),
    ...(stillLate.length > 0 ? [`${formatNumber(stillLate.length)} still open and late`] : []),
    ...(soon.length > 0 ? [`${formatNumber(soon.length)} due soon`] : []),
    ...(notices.length > 0 ? [count(notices.length, "notice")] : []),
  ];
  const views = (entries: readonly DigestEntry[], isTraced: boolean) =>
    entries.map((entry) => entryView(entry, now, settings, untrusted, isTraced));
  const isInCards = newlyLate.length < ROWS_FROM;
  const groups = fitGroups([
    { label: "Newly late", isLate: true, isInCards, entries: views(newlyLate, isInCards) },
    { label: "Still open and late", isLate: true, isInCards: false, entries: views(stillLate, false) },
    { label: "Due soon", isLate: false, isInCards: false, entries: views(soon, false) },
  ]);
  const leftOut = groups
    .filter(({ more }) => more !== null)
    .map(({ label, more, entries }) => `${more} of ${formatNumber(entries.length)} (${label.toLowerCase()})`);
  return {
    lang: "en",
    isLate: late > 0,
    ...words,
    preheader: `${listing(amounts)}. ${words.lead}`,
    leftOut:
      leftOut.length === 0 ? null : `Too many for one mail, so these are counted but not listed: ${listing(leftOut)}.`,
    asOf: `As of ${formatDayAndTime(now, now, settings.zone)}. Times are those of ${zoneWords(now, settings.zone)}.`,
    groups,
    notices: notices.map(({ text, submissionId, offerName }) => ({
      text: untrusted.line(text, "a notice"),
      offer: isolate(untrusted.line(offerName, "an offer's name")) || null,
      submissionId: untrusted.line(submissionId, "a submission id") || null,
    })),
    noticeCount: formatNumber(notices.length),
    why: "You get this mail because this address is on the certification team’s list for alerts.",
    replyTo: settings.replyTo,
  };
};

/** The longest late first, then the earliest due; the id last, so that the order is always the same. */
const worstFirst = (a: DigestEntry, b: DigestEntry): number =>
  byText(a.dueAt, b.dueAt) || byText(a.submissionId, b.submissionId);

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

interface Group {
  readonly label: string;
  readonly isLate: boolean;
  readonly isInCards: boolean;
  readonly entries: readonly DigestEntryView[];
}

/** All groups share the room that a mail has, the worst first. */
const fitGroups = (groups: readonly Group[]): DigestGroupView[] => {
  const kept = fitRows(groups.map(({ entries }) => entries));
  return groups.flatMap(({ label, isLate, isInCards, entries }, index) => {
    if (entries.length === 0) return [];
    const shown = entries.slice(0, kept[index]);
    const left = entries.length - shown.length;
    return [
      {
        label,
        isLate,
        count: formatNumber(entries.length),
        entries,
        cards: isInCards ? shown : [],
        rows: isInCards ? [] : shown,
        more: left > 0 ? formatNumber(left) : null,
      },
    ];
  });
};

const statusWords = (entry: DigestEntry, now: Instant, zone: string): string =>
  entry.standing === "dueSoon" ? dueWords(entry, now, zone) : lateWords(entry, now, zone);

const entryView = (
  entry: DigestEntry,
  now: Instant,
  { zone }: MailSettings,
  untrusted: UntrustedText,
  isTraced: boolean,
): DigestEntryView => {
  const { offer, publisher, submittedAt, days } = entry;
  const nameOf = (name: string): string => isolate(untrusted.line(name, "the reason of a pause"));
  const named = (name: string | undefined, id: string, what: string): string =>
    isolate(untrusted.line(name, `${what} name`) || untrusted.line(id, `${what} id`));
  return {
    status: capitalised(statusWords(entry, now, zone)),
    offer: named(offer.name, offer.id, "an offer's"),
    offerUrl: untrusted.link(offer.url, "an offer"),
    offerType: untrusted.line(entry.offerTypeName, "an offer type"),
    publisher: named(publisher.name, publisher.id, "a publisher's"),
    submissionId: untrusted.line(entry.submissionId, "a submission id"),
    submitted: formatDayAndTime(submittedAt, now, zone),
    due: formatDayAndTime(entry.dueAt, now, zone),
    owner: isolate(untrusted.line(entry.owner, "an owner's name")) || null,
    days: isTraced ? traceLines(days, zoneNamed(zone).dateOf(submittedAt), nameOf) : [],
  };
};

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
