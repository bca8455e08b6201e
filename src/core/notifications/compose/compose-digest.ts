import type { ComposedView, DigestEntry, DigestMailInput, MailSettings } from "../mail-input.ts";
import { renderDays } from "../../sla/trace-text.ts";
import { zoneNamed } from "../../sla/zone.ts";
import type { DigestEntryView, DigestGroupView, DigestView } from "./digest-view.ts";
import { digestWords, lateWords } from "./digest-words.ts";
import { traceWords } from "./trace-words.ts";
import { makeUntrustedText, type UntrustedText } from "./untrusted-text.ts";
import { count, formatNumber, listing } from "./words.ts";
import { formatInstant } from "./zoned-time.ts";

/** Gmail cuts an HTML mail at 102 KB, and each of two groups may hold as many; the text part still names every one. */
const SHOWN_AT_MOST = 25;

/** A digest of more reviews than this says in words which days did not count, instead of showing every day. */
const TRACED_AT_MOST = 12;

/** Composes the digest that a sweep sends to one team address; its kind, subject and heading follow its worst entry. */
export const composeDigest = (input: DigestMailInput, settings: MailSettings): ComposedView => {
  const untrusted = makeUntrustedText(settings.linkHosts);
  const view = digestView(input, settings, untrusted);
  return { template: "sla-digest", view, removed: untrusted.removed() };
};

const digestView = (input: DigestMailInput, settings: MailSettings, untrusted: UntrustedText): DigestView => {
  const sorted = [...input.entries].sort(worstFirst);
  const late = sorted.filter(({ kind }) => kind !== "slaWarning");
  const soon = sorted.filter(({ kind }) => kind === "slaWarning");
  const worst = sorted[0];
  const notices = input.notices.map(({ code, text, submissionId }) => ({
    code: untrusted.line(code, "a notice"),
    text: untrusted.line(text, "a notice"),
    submissionId: untrusted.line(submissionId, "a submission id") || null,
  }));
  const words = digestWords({
    late,
    soon,
    notices: notices.length,
    worstName: worst === undefined ? "" : untrusted.subject(worst.offer.name, "an offer's name"),
    worstDue: worst === undefined ? "" : withoutTime(formatInstant(worst.dueAt, settings.zone)),
  });
  const amounts = [
    ...(late.length > 0 ? [`${formatNumber(late.length)} past due`] : []),
    ...(soon.length > 0 ? [`${formatNumber(soon.length)} due soon`] : []),
    ...(notices.length > 0 ? [count(notices.length, "notice")] : []),
  ];
  const group = groupView(settings, untrusted, sorted.length <= TRACED_AT_MOST);
  return {
    lang: "en",
    kind: worst?.kind ?? "teamNotice",
    isLate: late.length > 0,
    ...words,
    preheader: `${listing(amounts)}. ${words.lead}`,
    asOf: formatInstant(input.now, settings.zone),
    groups: [...group("Past due", late), ...group("Due soon", soon)],
    notices,
    noticeCount: notices.length,
    why: "You get this mail because this address is on the list of the certification team’s alerts (SLA_ALERT_RECIPIENTS).",
    replyTo: settings.replyTo,
  };
};

/** Late before soon, then the longest late, then the earliest due; the id last, so that the order is always the same. */
const worstFirst = (a: DigestEntry, b: DigestEntry): number =>
  Number(a.kind === "slaWarning") - Number(b.kind === "slaWarning") ||
  b.lateInBusinessDays - a.lateInBusinessDays ||
  byText(a.dueAt, b.dueAt) ||
  byText(a.submissionId, b.submissionId);

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const withoutTime = (formatted: string): string => formatted.split(",")[0] ?? formatted;

const groupView =
  (settings: MailSettings, untrusted: UntrustedText, isTraced: boolean) =>
  (label: string, entries: readonly DigestEntry[]): DigestGroupView[] => {
    if (entries.length === 0) return [];
    const views = entries.map((entry) => entryView(entry, settings, untrusted, isTraced));
    return [
      {
        label,
        isLate: entries[0]?.kind !== "slaWarning",
        count: views.length,
        entries: views,
        shown: views.slice(0, SHOWN_AT_MOST),
        more: views.length > SHOWN_AT_MOST ? formatNumber(views.length - SHOWN_AT_MOST) : null,
      },
    ];
  };

const entryView = (
  entry: DigestEntry,
  { zone }: MailSettings,
  untrusted: UntrustedText,
  isTraced: boolean,
): DigestEntryView => {
  const { offer, publisher } = entry;
  const calendar = untrusted.line(entry.calendar, "a calendar's name");
  const nameOf = (name: string): string => untrusted.line(name, "the reason of a pause");
  return {
    kind: entry.kind,
    status: capitalised(statusWords(entry)),
    offer: untrusted.line(offer.name, "an offer's name") || untrusted.line(offer.id, "an offer's id"),
    offerUrl: untrusted.link(offer.url, "an offer"),
    offerType: untrusted.line(entry.offerTypeName, "an offer type"),
    publisher: untrusted.line(publisher.name, "a publisher's name") || untrusted.line(publisher.id, "a publisher's id"),
    submissionId: untrusted.line(entry.submissionId, "a submission id"),
    submitted: formatInstant(entry.submittedAt, zone),
    due: formatInstant(entry.dueAt, zone),
    reason: [isTraced ? "" : traceWords(entry.days, nameOf), calendar === "" ? "" : `Calendar ${calendar}.`]
      .filter(Boolean)
      .join(" "),
    days: isTraced ? traceLines(entry, zone, nameOf) : [],
  };
};

/** The same lines that `npm run sla -- explain` prints. */
const traceLines = ({ days, submittedAt }: DigestEntry, zone: string, nameOf: (name: string) => string): string[] => {
  const named = days.map((day) => (day.name === undefined ? day : { ...day, name: nameOf(day.name) }));
  const amount = days.filter(({ kind }) => kind === "counted").length;
  return days.length === 0 ? [] : renderDays(named, amount, zoneNamed(zone).dateOf(submittedAt));
};

const statusWords = (entry: DigestEntry): string => {
  const words = lateWords(entry);
  return entry.kind === "slaReminder" && entry.reminder !== undefined ? `${words}, reminder ${entry.reminder}` : words;
};

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
