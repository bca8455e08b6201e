import { join } from "node:path";
import { digest, dueSoon, entry, hardNames, many, settings, stillLate } from "../../../samples/mails/sample-mails.ts";
import { HandlebarsTemplateRenderer } from "../../../src/adapters/templates/handlebars-template-renderer.ts";
import { instant } from "../../../src/core/instant.ts";
import { composeDigest } from "../../../src/core/notifications/compose/compose-digest.ts";
import type { DigestView } from "../../../src/core/notifications/compose/digest-view.ts";
import type { DigestEntry, DigestMailInput } from "../../../src/core/notifications/mail-input.ts";

const renderer = new HandlebarsTemplateRenderer(join(import.meta.dirname, "../../../templates"));
const viewOf = (
  entries: readonly DigestEntry[],
  notices: DigestMailInput["notices"] = [],
  now = digest.now,
): DigestView => composeDigest({ now, entries, notices }, settings).view as DigestView;
const render = (view: DigestView) => renderer.render("sla-digest", view);

describe("composeDigest", () => {
  it("tells the whole state: newly late, still late, due soon, and notices", () => {
    const { groups, notices } = viewOf(digest.entries, digest.notices);
    expect(groups.map(({ label, count, entries }) => [label, count, entries[0]?.offer, entries[0]?.status])).toEqual([
      ["Newly late", "1", "Contoso VM", "Late since 17:00"],
      ["Still open and late", "1", "Woodgrove <b>Advice</b>", "5 business days late"],
      ["Due soon", "1", "Fabrikam Ledger & Co", "Due Mon 23 Nov, 17:00"],
    ]);
    expect(notices).toMatchObject([{ offer: "Contoso VM", submission: "submission 1152921515689848683" }]);
  });

  it.each([
    [[entry], "1 newly late, 1 open late in all: Contoso VM"],
    [[entry, ...many(26, stillLate), dueSoon], "1 newly late, 27 open late in all: Contoso VM"],
    [[...many(2, entry), stillLate], "2 newly late, 3 open late in all: Contoso VM 1 …"],
    [[stillLate], "1 open late: Woodgrove <b>Advice</b>, 5 business days late"],
    [[stillLate, dueSoon], "1 open late, 1 due soon: Woodgrove <b>Advice</b>, 5 business days late"],
    [[dueSoon], "1 due soon: Fabrikam Ledger & Co, due Mon 23 Nov, 17:00"],
    [many(2_000, stillLate), "2,000 open late: Woodgrove <b>Advice</b> 1, 5 business days late"],
  ] as const)("says the numbers before the name in the subject, %#", (entries, subject) => {
    expect(viewOf(entries).subject).toBe(subject);
  });

  it.each([
    ["2026-11-21T01:00:30Z", 0, "late since 17:00"],
    ["2026-11-22T20:00:00Z", 0, "late since Fri 20 Nov, 17:00"],
    ["2026-11-24T01:00:00Z", 1, "1 business day late"],
    ["2026-11-25T01:00:00Z", 2, "2 business days late"],
    ["2027-01-05T01:00:00Z", 0, "late since Fri 20 Nov 2026, 17:00"],
  ])("at %s says how late by %d: %s", (now, lateInBusinessDays, status) => {
    const [group] = viewOf([{ ...entry, lateInBusinessDays }], [], instant(now)).groups;
    expect(group?.entries[0]?.status.toLowerCase()).toBe(status.toLowerCase());
  });

  it.each([
    ["2026-11-23T07:00:00Z", 8, "due tomorrow 17:00"],
    ["2026-11-23T19:00:00Z", 6, "due today 17:00, 6 business hours left"],
    ["2026-11-24T00:00:00Z", 1, "due today 17:00, 1 business hour left"],
    ["2026-11-24T00:30:00Z", 0.5, "due today 17:00, less than 1 business hour left"],
    ["2026-11-23T19:00:00Z", 0, "due today 17:00"],
  ])("at %s with %d hours left says %s", (now, businessHoursLeft, status) => {
    const [group] = viewOf([{ ...dueSoon, businessHoursLeft }], [], instant(now)).groups;
    expect(group?.entries[0]?.status.toLowerCase()).toBe(status);
  });

  it("shows every day of the newly late, in dates as people write them, and of nothing else", () => {
    const paused = { ...entry, submittedAt: dueSoon.submittedAt, days: dueSoon.days };
    const [fresh, late] = viewOf([paused, stillLate]).groups;
    expect(fresh?.cards[0]?.days).toEqual([
      "Wed 18 Nov: submitted",
      "Thu 19 Nov: counted, 1 of 2",
      "Fri 20 Nov: paused, waiting for the publisher",
      "Sat 21 Nov: weekend",
      "Sun 22 Nov: weekend",
      "Mon 23 Nov: counted, 2 of 2",
    ]);
    expect(late?.rows[0]?.days).toEqual([]);
  });

  it("shows cards of eleven newly late, and rows of twelve", () => {
    const amounts = [11, 12].map((amount) => {
      const [group] = viewOf(many(amount, entry)).groups;
      return [group?.cards.length, group?.rows.length];
    });
    expect(amounts).toEqual([
      [11, 0],
      [0, 12],
    ]);
  });

  it("names who has a review", () => {
    const { text, html } = render(viewOf([{ ...stillLate, owner: "Grace <b>" }]));
    expect(text).toContain("| Grace <b> has it");
    expect(html).toContain("Grace &lt;b&gt; has it");
  });

  it("marks a digest in amber when somebody could not be reached, and makes no claim about reviews", () => {
    const view = viewOf([], digest.notices);
    expect(view).toMatchObject({
      subject: "A publisher could not be reached: Contoso VM",
      tag: "Not reached",
      groups: [],
    });
    expect(render(view).html).toMatch(/class="status-soon"[^>]*>Not reached/);
  });

  it("names each of 40 reviews in both parts, on one line in the text", () => {
    const entries = [...many(20, entry), ...many(20, stillLate)];
    const { text, html } = render(viewOf(entries));
    for (const { offer } of entries) {
      expect(text.split("\n").filter((line) => line.startsWith(`- ${offer.name} | `))).toHaveLength(1);
      expect(html).toContain(`>${offer.name.replaceAll("<", "&lt;").replaceAll(">", "&gt;")}</`.slice(0, -2));
    }
  });

  it("isolates names from right to left in subject, text and HTML", () => {
    const arabic = hardNames.filter(({ offer }) => /\p{Script=Arabic}/u.test(offer.name));
    const { subject, text, html } = render(viewOf(arabic));
    for (const part of [subject, text, html]) expect(part).toContain(`\u2068${arabic[0]?.offer.name}\u2069`);
    expect(render(viewOf([entry])).text).not.toMatch(/[\u2066-\u2069]/u);
  });

  it.each([
    ["of thousands", 3_000, "Contoso & Fabrikam"],
    ["with long names", 600, "Contoso & Fabrikam ".repeat(10)],
    ["with names that are markup", 600, "<&>\"'".repeat(40)],
  ])(
    "stays below 90 KB of HTML %s, says at the top what is left out, and names all in the text",
    (_what, amount, name) => {
      const long = (one: DigestEntry) => ({ ...one, offer: { ...one.offer, name } });
      const view = viewOf([...many(11, long(entry)), ...many(amount, long(stillLate)), ...many(amount, long(dueSoon))]);
      const { html, text } = render(view);
      expect(Buffer.byteLength(html)).toBeLessThan(90_000);
      expect(Buffer.byteLength(html)).toBeGreaterThan(40_000);
      expect(view.leftOut).toMatch(/^Too many for one mail, so these are counted but not listed: [\d,]+ of [\d,]+ \(/);
      expect(html.indexOf("Too many for one mail")).toBeLessThan(20_000);
      expect(text.split("\n").filter((line) => line.startsWith("- "))).toHaveLength(2 * amount + 11);
    },
  );
});
