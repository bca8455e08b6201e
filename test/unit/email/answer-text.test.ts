import { toAnswerText } from "../../../src/adapters/email/answer-text.ts";
import { fc } from "../../helpers/fast-check.ts";

describe("toAnswerText", () => {
  it.each([
    ["550 5.1.1 <ada@contoso.example>... unknown", "550 5.1.1 <address>... unknown"],
    ["550-5.1.1 see ada@contoso.example;\r\n550 5.1.1 again", "550-5.1.1 see <address>; 550 5.1.1 again"],
    ['550 "ada lovelace"@contoso.example is no one', "550 <address> is no one"],
    ["451 mailto:ada%40contoso.example", "451 mailto:<address>"],
    ["451 bounce+ada=40contoso.example@mx.example?", "451 <address>"],
    ["250 2.0.0 Ok: queued as 4B5C", "250 2.0.0 Ok: queued as 4B5C"],
    ["", ""],
  ])("makes %j into %j", (said, expected) => {
    expect(toAnswerText(said)).toBe(expected);
  });

  it("hides words of the mail, but not inside other words and not in the code", () => {
    expect(toAnswerText("550 5.1.1 Ada: no such user (adamant)", ["ada"])).toBe(
      "550 5.1.1 <address>: no such user (adamant)",
    );
    expect(toAnswerText("550 user 550 unknown", ["550"])).toBe("550 user <address> unknown");
    expect(toAnswerText("550 a.b+(c is unknown", ["a.b+(c"])).toBe("550 <address> is unknown");
    expect(toAnswerText("550 KIRK and \u212Airk are unknown", ["kirk"])).toBe(
      "550 <address> and <address> are unknown",
    );
    expect(toAnswerText("550 kirk is unknown", ["\u212Airk"])).toBe("550 <address> is unknown");
  });

  it("is one short line without an at sign, whatever was said", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 4_000 }),
          fc.array(fc.oneof(fc.emailAddress(), fc.string())).map((parts) => parts.join(" ")),
        ),
        fc.string(),
        (said, hidden) => {
          const text = toAnswerText(said, [hidden]);
          expect(text.length).toBeLessThanOrEqual(300);
          expect(text).not.toMatch(/[\r\n\0]/);
          expect(text).not.toMatch(/[a-z0-9]@[a-z0-9]/i);
        },
      ),
      { seed: 20_261_121 },
    );
  });

  it("reads a very long answer in little time", () => {
    const started = performance.now();
    toAnswerText("x".repeat(1_000_000));
    expect(performance.now() - started).toBeLessThan(500);
  });
});
