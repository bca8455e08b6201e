import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { everyMail } from "../../samples/mails/every-mail.ts";
import * as sample from "../../samples/mails/sample-mails.ts";
import { HandlebarsTemplateRenderer } from "../../src/adapters/templates/handlebars-template-renderer.ts";
import { composeDelayMail } from "../../src/core/notifications/compose/compose-delay-mail.ts";
import { composeDigest } from "../../src/core/notifications/compose/compose-digest.ts";
import { composeResultMail } from "../../src/core/notifications/compose/compose-result-mail.ts";
import type { ComposedView } from "../../src/core/notifications/mail-input.ts";
import { isResultKind } from "../../src/core/notifications/result-mails.ts";

const GOLDEN = join(import.meta.dirname, "golden");
const renderer = new HandlebarsTemplateRenderer(join(import.meta.dirname, "../../templates"));

/** The kept text of a golden file; with `UPDATE_GOLDEN=1` it is written anew. */
const golden = (file: string, actual: string): string => {
  const path = join(GOLDEN, file);
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(path, actual);
  return existsSync(path) ? readFileSync(path, "utf8") : "";
};

/** The text part of each kind of result mail in each count and language; the HTML part says the same words. */
const READ_ALOUD = everyMail()
  .filter(({ kind }) => isResultKind(kind))
  .map(({ name, view }) => [`read-aloud-${name}`, view] as const);

const MAILS: readonly (readonly [string, ComposedView])[] = [
  ["failure", composeResultMail(sample.failure, sample.settings)],
  ["failure-without-findings", composeResultMail(sample.bare, sample.settings)],
  ["failure-hostile", composeResultMail(sample.hostile, sample.settings)],
  ["failure-second-attempt", composeResultMail(sample.secondAttempt, sample.settings)],
  [
    "failure-one-point",
    composeResultMail({ ...sample.failure, findings: sample.failure.findings.slice(0, 1) }, sample.settings),
  ],
  ["failure-german", composeResultMail(sample.failure, sample.settingsIn("de-AT"))],
  ["failure-again-german", composeResultMail(sample.secondAttempt, sample.settingsIn("de"))],
  ["passed-with-notes-german", composeResultMail(sample.passedWithNotes, sample.settingsIn("de"))],
  ["corrected-german", composeResultMail(sample.corrected, sample.settingsIn("de"))],
  ["passed-with-notes", composeResultMail(sample.passedWithNotes, sample.settings)],
  ["corrected", composeResultMail(sample.corrected, sample.settings)],
  ...["en", "de"].flatMap((locale) =>
    Object.entries(sample.delays).map(
      ([name, input]) => [`delay-${name}-${locale}`, composeDelayMail(input, sample.settingsIn(locale))] as const,
    ),
  ),
  ...Object.entries(sample.digests).map(([name, input]) => [name, composeDigest(input, sample.settings)] as const),
  ...Object.entries(sample.digests).map(
    ([name, input]) => [`${name}-german`, composeDigest(input, sample.settingsIn("de"))] as const,
  ),
];

/** What no digest may say: absences that nobody looked up, names from the inside, and "1 business day" before one has passed. */
const BANNED_IN_DIGESTS = [
  /no review is late/iu,
  /plain-text part/iu,
  /SLA_[A-Z_]+/u,
  /\b[A-Z]{2}@[0-9a-f]{6,}/u,
  /\b\d{4}-\d{2}-\d{2}\b/u,
  /\b1 (?!business hour\b|business day\b|Hinweis\b)[a-z]+s\b(?! than)/iu,
  /\b1 (?:Prüfungen|Arbeitstage|Arbeitsstunden|Hinweise|Mails|Dinge|offene Prüfungen)\b/u,
  /\b(?:[2-9]|\d\d+) (?:Prüfung|Arbeitstag|Arbeitsstunde|Hinweis|Mail|offene Prüfung)\b/u,
  /\b0 (?:business|Arbeits|newly|open|due|neu|überfällig|bald|Hinweis|notice)/iu,
  /keine Prüfung ist|alles pünktlich|nothing is late/iu,
  /Uhr Uhr|\.\.|, ,/u,
  /\{[a-z]+, (?:plural|number|select)/u,
  /undefined|null|NaN|\[object/u,
];

describe("golden mails", () => {
  it.each(MAILS)("%s reads as it was approved", (name, { template, view, removed }) => {
    const { subject, text, html } = renderer.render(template, view);
    const plain = `Subject: ${subject}\nRemoved: ${removed.length === 0 ? "nothing" : `\n- ${removed.join("\n- ")}`}\n\n${text}`;
    expect(plain).toBe(golden(`${name}.txt`, plain));
    expect(html).toBe(golden(`${name}.html`, html));
  });
});

describe("golden result mails in every count", () => {
  it.each(READ_ALOUD)("%s reads as it was approved", (name, { template, view }) => {
    const { subject, text } = renderer.render(template, view);
    const plain = `Subject: ${subject}\n\n${text}`;
    expect(plain).toBe(golden(`${name}.txt`, plain));
  });
});

describe("golden digests", () => {
  const digests = Object.keys(sample.digests).flatMap((name) => [name, `${name}-german`]);

  it.each(digests)("%s says nothing that may be untrue or is for nobody to read", (name) => {
    const text = readFileSync(join(GOLDEN, `${name}.txt`), "utf8");
    const html = readFileSync(join(GOLDEN, `${name}.html`), "utf8").replace(
      /<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]+>/giu,
      " ",
    );
    for (const banned of BANNED_IN_DIGESTS) {
      expect(text).not.toMatch(banned);
      expect(html).not.toMatch(banned);
    }
  });
});

/** English of our own, which a German digest may hold only in names and in what others wrote. */
const ENGLISH =
  /\b(?:late|newly|due|review|reviews|submission|business|notice|notices|counted|submitted|offer|mail about|as of)\b/iu;

describe("golden German digests", () => {
  it.each(Object.keys(sample.digests))("%s has no English of ours left", (name) => {
    const kept = readFileSync(join(GOLDEN, `${name}-german.txt`), "utf8").replaceAll(/https:\S+/gu, "");
    expect(kept).not.toMatch(ENGLISH);
    expect(readFileSync(join(GOLDEN, `${name}-german.html`), "utf8")).toContain('<html lang="de"');
  });
});

/** What no mail to a publisher may say: claims that nobody can make, hints at other mails, and wrong counts. */
const BANNED_IN_RESULT_MAILS = [
  /^Fixed \(/imu,
  /in the e-?mail|e-?mail about the failure|shared in e-?mail/iu,
  /\bthe 1 [a-z]+/iu,
  /\b1 [a-z]+s\b/iu,
  /need not/iu,
  /is said at/iu,
  /The reviewer wrote/u,
  /plain-text part/iu,
  /\b1 (?:Punkte|Befunde|Hinweise|Tage|Arbeitstage|weitere)\b/u,
  /\b0 (?:points?|notes?|findings?|to fix|still|new|Punkte|Befunde|neu|weiterhin)\b/u,
  /Environment: production|Attempt: 1$/mu,
  /undefined|\bNaN\b|\[object|\{[a-z]+, (?:plural|number|select)/u,
];

describe("golden result mails", () => {
  const files = [...MAILS, ...READ_ALOUD].map(([name]) => name).filter((name) => !name.startsWith("digest"));

  it.each(files)("%s sends nobody to another mail, and claims nothing that was not looked up", (name) => {
    const text = readFileSync(join(GOLDEN, `${name}.txt`), "utf8");
    for (const banned of BANNED_IN_RESULT_MAILS) expect(text).not.toMatch(banned);
  });
});
