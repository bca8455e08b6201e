import type { DeadLetter, DeadLetters } from "../../../src/core/ports.ts";
import { judgeDeadLetter, makeReturnDeadLetters } from "../../../src/core/verbs/return-dead-letters.ts";

const random = { newId: () => "id-1", fraction: () => 0 };
const letter = (overrides: Partial<DeadLetter> = {}): DeadLetter => ({
  reason: "MaxDeliveryCountExceeded",
  isData: true,
  body: Buffer.from("{}"),
  properties: { kept: "yes" },
  ...overrides,
});

describe("judgeDeadLetter", () => {
  it("puts back what only ran out of deliveries, and counts it", () => {
    expect(judgeDeadLetter(letter(), random)).toEqual({
      kind: "return",
      message: { messageId: "return-id-1", body: Buffer.from("{}"), properties: { kept: "yes", returns: 1 } },
    });
  });

  it.each([
    ["a third time", 2, "return"],
    ["no fourth time", 3, "leave"],
    ["no time when the count makes no sense", "many", "leave"],
  ])("puts a message back %s", (_name, returns, kind) => {
    expect(judgeDeadLetter(letter({ properties: { returns } }), random).kind).toBe(kind);
  });

  it("leaves a body that no delivery can bind, so that it does not go round", () => {
    expect(judgeDeadLetter(letter({ isData: false }), random).kind).toBe("leave");
  });

  it("leaves other reasons to people", () => {
    expect(judgeDeadLetter(letter({ reason: "TTLExpiredException" }), random).kind).toBe("leave");
  });
});

describe("makeReturnDeadLetters", () => {
  it("reports a bus that is away, and does not throw", async () => {
    const lines: string[] = [];
    const deadLetters: DeadLetters = { sift: () => Promise.reject(new Error("away")) };
    const report = (level: string, message: string) => void lines.push(`${level} ${message}`);
    expect(await makeReturnDeadLetters({ deadLetters, random, report })()).toBe(0);
    expect(lines).toEqual(["warn The dead letters could not be looked at; the next sweep does."]);
  });
});
