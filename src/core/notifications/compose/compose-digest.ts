import type { Instant } from "../../instant.ts";
import { zoneNamed } from "../../sla/zone.ts";
import type { LinkAction } from "../action-link.ts";
import type { ComposedView, ComposeSettings, DigestEntry, DigestMailInput, DigestStanding } from "../mail-input.ts";
import type { WordKey, Words } from "../words/word-catalogue.ts";
import { statusWords } from "./digest-status.ts";
import type { DigestEntryView, DigestGroupView, DigestView, NoticeView } from "./digest-view.ts";
import { digestWords } from "./digest-words.ts";
import { fitRows } from "./fit-rows.ts";
import { isolate } from "./isolate.ts";
import { noticeText } from "./notice-words.ts";
import { traceLines } from "./trace-words.ts";
import { makeUntrustedText, type UntrustedText } from "./untrusted-text.ts";

/** From this many newly late reviews on a row each says enough; fewer are shown as cards with their days. */
const ROWS_FROM = 12;

/** Composes the digest that goes to one team address: the whole state of the open reviews, the worst first. */
export const composeDigest = (input: DigestMailInput, settings: ComposeSettings): ComposedView => {
  const untrusted = makeUntrustedText(settings.linkHosts);
  const view = digestView(input, settings, untrusted);
  return { template: "sla-digest", view, removed: untrusted.removed() };
};

/** The standings in the order of the mail, and how each is named: as a heading, as an amount, and as one that was left out. */
const STANDINGS = [
  { standing: "nobodys", label: "digest.nobodys", amount: "digest.nobodysAmount", leftOut: "digest.nobodysLeftOut" },
  {
    standing: "newlyLate",
    label: "digest.newlyLate",
    amount: "digest.newlyLateAmount",
    leftOut: "digest.newlyLateLeftOut",
  },
  {
    standing: "stillLate",
    label: "digest.stillLate",
    amount: "digest.stillLateAmount",
    leftOut: "digest.stillLateLeftOut",
  },
  { standing: "dueSoon", label: "digest.dueSoon", amount: "digest.dueSoonAmount", leftOut: "digest.dueSoonLeftOut" },
] as const satisfies readonly ({ standing: DigestStanding } & Record<"label" | "amount" | "leftOut", WordKey>)[];

const LINK_LABELS = {
  take: "digestReview.take",
  snooze: "digestReview.snooze",
  tell: "digestReview.tell",
} as const satisfies Record<LinkAction, WordKey>;

const digestView = (input: DigestMailInput, settings: ComposeSettings, untrusted: UntrustedText): DigestView => {
  const { now, notices } = input;
  const { zone, words, replyTo } = settings;
  const sorted = [...input.entries].sort(worstFirst);
  const standings = STANDINGS.map((names) => ({
    ...names,
    entries: sorted.filter(({ standing }) => standing === names.standing),
  })).filter(({ entries }) => entries.length > 0);
  const amountOf = (standing: DigestStanding): number => sorted.filter((entry) => entry.standing === standing).length;
  const first = standings[0]?.entries[0];
  const firstName =
    first === undefined
      ? notices.find(({ offerName }) => offerName !== undefined)?.offerName
      : first.offer.name || first.offer.id;
  const newlyLate = amountOf("newlyLate");
  const nobodys = amountOf("nobodys");
  const late = nobodys + newlyLate + amountOf("stillLate");
  const said = digestWords(
    {
      nobodys,
      newlyLate,
      late,
      owned: sorted.filter(({ standing, owner }) => standing !== "dueSoon" && owner !== undefined).length,
      soon: amountOf("dueSoon"),
      notices,
      firstName: untrusted.subject(firstName, "an offer's name"),
      firstStatus: first === undefined ? "" : statusWords(first, now, zone, words),
    },
    words,
  );
  const amounts = [
    ...standings.map(({ amount, entries }) => words.say(amount, { count: entries.length })),
    ...(notices.length > 0 ? [words.say("digest.noticeAmount", { count: notices.length })] : []),
  ];
  const groups = fitGroups(
    standings.map(({ standing, label, leftOut, entries }) => {
      const isInCards = (standing === "newlyLate" || standing === "nobodys") && nobodys + newlyLate < ROWS_FROM;
      return {
        label: words.say(label),
        leftOut,
        isLate: standing !== "dueSoon",
        isInCards,
        entries: entries.map((entry) => entryView(entry, now, settings, untrusted, isInCards)),
      };
    }),
    words,
  );
  const leftOut = groups.flatMap((group) => group.leftOut ?? []);
  return {
    lang: words.lang,
    words: words.fixed("slaDigestLayout"),
    isLate: late > 0,
    ...said,
    preheader: `${words.list(amounts)}. ${said.lead}`,
    leftOut: leftOut.length === 0 ? null : words.say("digest.leftOut", { amounts: words.list(leftOut) }),
    asOf: words.say("digest.asOf", { at: words.dayAndTime(now, now, zone), place: words.place(now, zone) }),
    groups: groups.map(({ view }) => view),
    notices: notices.map((notice) => noticeView(notice, words, untrusted)),
    noticeCount: words.number(notices.length),
    ask: words.say("digest.ask", { address: replyTo }),
  };
};

const noticeView = (notice: DigestMailInput["notices"][number], words: Words, untrusted: UntrustedText): NoticeView => {
  const offer = isolate(untrusted.line(notice.offerName, "an offer's name")) || null;
  const id = untrusted.line(notice.submissionId, "a submission id");
  const submission = id === "" ? null : words.say("digestReview.submission", { id });
  return {
    text: noticeText(notice, words, (answer) => untrusted.line(answer, "a notice")),
    offer,
    submission: submission === null || offer !== null ? submission : capitalised(submission),
  };
};

/** The longest late first, then the earliest due; the id last, so that the order is always the same. */
const worstFirst = (a: DigestEntry, b: DigestEntry): number =>
  byText(a.dueAt, b.dueAt) || byText(a.submissionId, b.submissionId);

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

interface Group {
  readonly label: string;
  readonly leftOut: WordKey;
  readonly isLate: boolean;
  readonly isInCards: boolean;
  readonly entries: readonly DigestEntryView[];
}

interface FittedGroup {
  readonly view: DigestGroupView;
  /** How many of the group the HTML part has no room for, in words; null when it holds all. */
  readonly leftOut: string | null;
}

/** All groups share the room that a mail has, the worst first. */
const fitGroups = (groups: readonly Group[], words: Words): readonly FittedGroup[] => {
  const kept = fitRows(groups.map(({ entries }) => entries));
  return groups.map(({ label, leftOut, isLate, isInCards, entries }, index) => {
    const shown = entries.slice(0, kept[index]);
    const [all, more] = [entries.length, entries.length - shown.length];
    return {
      view: {
        label,
        isLate,
        count: words.number(all),
        entries: [...shown, ...entries.slice(shown.length).map((entry) => ({ ...entry, actions: [] }))],
        cards: isInCards ? shown : [],
        rows: isInCards ? [] : shown,
      },
      leftOut: more > 0 ? words.say(leftOut, { more, all }) : null,
    };
  });
};

const entryView = (
  entry: DigestEntry,
  now: Instant,
  settings: ComposeSettings,
  untrusted: UntrustedText,
  isTraced: boolean,
): DigestEntryView => {
  const { zone, words } = settings;
  const { offer, publisher, submittedAt, days } = entry;
  const nameOf = (name: string): string => isolate(untrusted.line(name, "the reason of a pause"));
  const named = (name: string | undefined, id: string, what: string): string =>
    isolate(untrusted.line(name, `${what} name`) || untrusted.line(id, `${what} id`));
  const submissionId = untrusted.line(entry.submissionId, "a submission id");
  const owner = isolate(untrusted.line(entry.owner, "an owner's name"));
  return {
    status: capitalised(statusWords(entry, now, zone, words)),
    offer: named(offer.name, offer.id, "an offer's"),
    offerUrl: untrusted.link(offer.url, "an offer"),
    offerType: untrusted.line(entry.offerTypeName, "an offer type"),
    publisher: named(publisher.name, publisher.id, "a publisher's"),
    submissionId,
    submission: capitalised(words.say("digestReview.submission", { id: submissionId })),
    due: capitalised(words.say("digestReview.due", { at: words.dayAndTime(entry.dueAt, now, zone) })),
    owner: ownerWords(entry, owner, now, settings),
    actions: (entry.links ?? []).map(({ action, url }) => ({ label: words.say(LINK_LABELS[action]), url })),
    told:
      entry.expectedAt === undefined
        ? null
        : words.say("digestReview.told", { at: words.dayAndTime(entry.expectedAt, now, zone) }),
    days: isTraced ? traceLines(days, zoneNamed(zone).dateOf(submittedAt), nameOf, words) : [],
  };
};

/** Who has a review; of one that nobody has for too long, since when. */
const ownerWords = (
  { standing, dueAt }: DigestEntry,
  owner: string,
  now: Instant,
  { zone, words }: ComposeSettings,
): string | null => {
  if (standing === "nobodys") return words.say("digestReview.nobody", { at: words.dayAndTime(dueAt, now, zone) });
  return owner === "" ? null : words.say("digestReview.owner", { owner });
};

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
