import { composeDelayMail } from "../../src/core/notifications/compose/compose-delay-mail.ts";
import { composeDigest } from "../../src/core/notifications/compose/compose-digest.ts";
import { composeResultMail } from "../../src/core/notifications/compose/compose-result-mail.ts";
import type {
  ComposedView,
  DelayMailInput,
  DigestEntry,
  DigestMailInput,
  ResultMailInput,
} from "../../src/core/notifications/mail-input.ts";
import type { NotificationKind } from "../../src/core/notifications/notification-kind.ts";
import { RESULT_KINDS, type ResultKind } from "../../src/core/notifications/result-mails.ts";
import * as sample from "./sample-mails.ts";

/** One mail to look at: its name says kind, count or case, and locale. */
export interface SampleMail {
  readonly name: string;
  readonly kind: NotificationKind;
  readonly locale: string;
  readonly view: ComposedView;
}

type Cases<Input> = Readonly<Record<string, Input>>;

const inEachCount = (input: ResultMailInput): Cases<ResultMailInput> => ({
  none: { ...input, findings: [] },
  one: { ...input, findings: sample.findings.slice(0, 1) },
  two: { ...input, findings: [...sample.findings.slice(0, 1), ...sample.findings.slice(2)] },
  many: { ...input, findings: sample.manyFindings },
});

const again = Object.fromEntries(
  Object.entries(inEachCount(sample.secondAttempt)).map(([count, input]) => [`again-${count}`, input]),
);

const digestOf = (entries: readonly DigestEntry[], notices = sample.digest.notices.slice(0, 0)): DigestMailInput => ({
  ...sample.digest,
  entries,
  notices,
});

const [notice] = sample.digest.notices;
const notices = (amount: number) =>
  notice === undefined
    ? []
    : sample
        .many(amount, sample.entry)
        .map(({ submissionId, offer }) => ({ ...notice, submissionId, offerName: offer.name }));

const OTHER_FAILURES: Cases<ResultMailInput> = { ...again, unknown: sample.bare, hostile: sample.hostile };

const RESULTS: Readonly<Record<string, Cases<ResultMailInput>>> = Object.fromEntries(
  RESULT_KINDS.map((kind) => [
    kind,
    { ...inEachCount(sample.resultOf(kind)), ...(kind === "certificationFailed" ? OTHER_FAILURES : {}) },
  ]),
);

/** By how many days did not count. */
const DELAYS: Readonly<Record<"reviewDelayed", Cases<DelayMailInput>>> = { reviewDelayed: sample.delays };

type OfDigest = Exclude<NotificationKind, ResultKind | keyof typeof DELAYS>;

const DIGESTS: Readonly<Record<OfDigest, Cases<DigestMailInput>>> = {
  slaWarning: {
    one: digestOf([sample.dueSoon]),
    two: digestOf(sample.many(2, sample.dueSoon)),
    many: digestOf(sample.many(20, sample.dueSoon)),
  },
  slaBreach: {
    one: digestOf([sample.entry]),
    two: digestOf(sample.many(2, sample.entry)),
    many: digestOf([...sample.many(14, sample.entry), ...sample.many(27, sample.stillLate)]),
    mixed: sample.digest,
    hard: digestOf(sample.hardNames),
    links: digestOf([
      ...sample.many(2, { ...sample.entry, links: sample.links }),
      ...sample.many(3, { ...sample.stillLate, links: sample.links }),
    ]),
  },
  slaReminder: {
    one: digestOf([sample.stillLate]),
    two: digestOf([sample.stillLate, { ...sample.stillLate, owner: "Grace" }]),
    told: digestOf([sample.toldLate, ...sample.many(2, sample.stillLate)]),
    many: digestOf(sample.many(40, sample.stillLate)),
    nobodys: digestOf([{ ...sample.stillLate, standing: "nobodys" }]),
    nobodysMixed: digestOf([
      ...sample.many(2, { ...sample.stillLate, standing: "nobodys" as const }),
      ...sample.digest.entries,
    ]),
  },
  teamNotice: { one: digestOf([], notices(1)), two: digestOf([], notices(2)), many: digestOf([], notices(20)) },
};

/** Languages that each mail is looked at in. */
export const LOCALES = ["en", "de"] as const;

const cases = <Input>(
  inputs: Readonly<Record<string, Cases<Input>>>,
  locale: string,
  compose: (input: Input) => ComposedView,
): SampleMail[] =>
  Object.entries(inputs).flatMap(([kind, byCase]) =>
    Object.entries(byCase).map(([count, input]) => ({
      name: `${kind}-${count}-${locale}`,
      kind: kind as NotificationKind,
      locale,
      view: compose(input),
    })),
  );

/** Every kind of mail in each count that it can have, and in each language. */
export const everyMail = (): readonly SampleMail[] =>
  LOCALES.flatMap((locale) => {
    const settings = sample.settingsIn(locale);
    return [
      ...cases(RESULTS, locale, (input) => composeResultMail(input, settings)),
      ...cases(DELAYS, locale, (input) => composeDelayMail(input, settings)),
      ...cases(DIGESTS, locale, (input) => composeDigest(input, settings)),
    ];
  });
