import type { Mailer, OutgoingMail } from "../../../src/core/ports.ts";
import { fc } from "../../helpers/fast-check.ts";

/** What the provider does to the next mails. */
export type ProviderMood =
  | "takes"
  | "refusesForGood"
  | "refusesForNow"
  | "deniesUs"
  | "dropsBeforeTaking"
  | "dropsAfterTaking"
  | "saysNothing";

export interface MailerHarness {
  readonly mailer: Mailer;
  readonly setMood: (mood: ProviderMood) => void;
  /** Mails that the provider took, whatever it said of them; each with its recipients. */
  readonly taken: () => readonly (readonly string[])[];
  readonly close: () => Promise<void>;
}

const numbered = (n: number, changes: Partial<OutgoingMail> = {}): OutgoingMail => {
  const operationId = `0b2a6f0e-2f4e-5d5a-9c7b-${String(n).padStart(12, "0")}`;
  return {
    operationId,
    from: "Certification <certification@notifier.example>",
    to: { address: `ada${n}@contoso.example`, name: "Ada" },
    subject: "Contoso VM did not pass certification",
    text: "The OS disk is smaller than 1 GiB.",
    html: "<p>The OS disk is smaller than 1 GiB.</p>",
    headers: { "Message-ID": `<${operationId}@notifier.example>` },
    ...changes,
  };
};

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

/** What every `Mailer` promises; `start` gives one that may hold two connections at a time. */
export const describeMailer = (name: string, start: () => Promise<MailerHarness>): void => {
  describe(name, () => {
    let harness: MailerHarness;
    beforeEach(async () => {
      harness = await start();
    });
    afterEach(() => harness.close());

    it("accepts what the provider takes, once each, however many come at once", async () => {
      const outcomes = await Promise.all(range(16).map((n) => harness.mailer.send(numbered(n), 10_000)));
      expect(outcomes.map(({ kind }) => kind)).toEqual(range(16).map(() => "accepted"));
      expect(harness.taken().flat().sort()).toEqual(
        range(16)
          .map((n) => `ada${n}@contoso.example`)
          .sort(),
      );
    });

    it.each([
      ["refusesForGood", { kind: "permanent" }],
      ["refusesForNow", { kind: "retryable", ours: false }],
      ["deniesUs", { kind: "retryable", ours: true }],
    ] as const)("tells that the provider %s, after one attempt", async (mood, expected) => {
      harness.setMood(mood);
      expect(await harness.mailer.send(numbered(1), 10_000)).toMatchObject(expected);
      expect(harness.taken()).toHaveLength(0);
    });

    it("does not send a mail again whose answer was lost", async () => {
      harness.setMood("dropsAfterTaking");
      expect(await harness.mailer.send(numbered(1), 10_000)).toMatchObject({ kind: "unknown" });
      expect(harness.taken()).toHaveLength(1);
    });

    it("never says accepted or permanent of a mail that was dropped before it was taken", async () => {
      harness.setMood("dropsBeforeTaking");
      expect((await harness.mailer.send(numbered(1), 10_000)).kind).toMatch(/^(?:retryable|unknown)$/);
      expect(harness.taken()).toHaveLength(0);
    });

    it("is over by the deadline with 16 mails and a provider that says nothing, and none goes out later", async () => {
      harness.setMood("saysNothing");
      const started = performance.now();
      const outcomes = await Promise.all(range(16).map((n) => harness.mailer.send(numbered(n), 400)));
      expect(performance.now() - started).toBeLessThan(1_500);
      for (const { kind } of outcomes) expect(kind).toMatch(/^(?:retryable|unknown)$/);
      harness.setMood("takes");
      expect(await harness.mailer.send(numbered(99), 10_000)).toMatchObject({ kind: "accepted" });
      expect(harness.taken()).toEqual([["ada99@contoso.example"]]);
    });

    it.each([0, -1, Number.NaN])("sends nothing with a deadline of %p", async (deadlineInMs) => {
      expect(await harness.mailer.send(numbered(1), deadlineInMs)).toMatchObject({ kind: "retryable" });
      expect(harness.taken()).toHaveLength(0);
    });

    it("never throws, never reaches a second address and names none, whatever the mail holds", async () => {
      const nasty = fc.string({
        unit: fc.oneof(
          fc.string({ maxLength: 1 }),
          fc.constantFrom("\r\n", "\n", "@", "<", ">", ",", '"', ":", "ü", "\0"),
        ),
        maxLength: 30,
      });
      const mails = fc.record({
        address: fc.oneof(nasty, fc.emailAddress()),
        name: nasty,
        subject: nasty,
        text: nasty,
        html: nasty,
        header: nasty,
        value: nasty,
      });
      let n = 0;
      await fc.assert(
        fc.asyncProperty(mails, async ({ address, name, subject, text, html, header, value }) => {
          n += 1;
          const before = harness.taken().length;
          const headers = {
            "Message-ID": `<${n}@notifier.example>`,
            "X-Note": value,
            ...(n % 3 === 0 && { [header]: value }),
          };
          const outcome = await harness.mailer.send(
            numbered(n, { to: { address, name }, subject, text, html, headers }),
            10_000,
          );
          const taken = harness.taken().slice(before);
          expect(taken.length).toBe(outcome.kind === "accepted" ? 1 : 0);
          for (const recipients of taken) expect(recipients).toHaveLength(1);
          expect(outcome.answer).not.toContain("@");
          expect(outcome.answer.length).toBeLessThanOrEqual(300);
        }),
        { numRuns: 150, seed: 20_261_121 },
      );
    });

    it("sends nothing after it was closed", async () => {
      await harness.mailer.close();
      expect(await harness.mailer.send(numbered(1), 10_000)).toMatchObject({ kind: "retryable" });
      expect(harness.taken()).toHaveLength(0);
    });
  });
};
