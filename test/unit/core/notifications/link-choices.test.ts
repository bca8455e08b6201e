import { instant, plusMs } from "../../../../src/core/instant.ts";
import { linkChoices, readLinkForm } from "../../../../src/core/notifications/link-choices.ts";

const DAY = 86_400_000;
const NOW = instant("2026-11-20T01:00:00Z");
const closes = [1, 2, 3, 4, 5].map((days) => plusMs(NOW, days * DAY));
const choices = linkChoices("snooze", closes, undefined);

describe("linkChoices", () => {
  it.each([
    ["take", undefined, [1]],
    ["snooze", undefined, [1, 2, 3, 4, 5]],
    ["tell", NOW, [1, 2, 3, 5]],
    ["tell", plusMs(NOW, 2 * DAY), [3, 5]],
    ["tell", undefined, []],
  ] as const)("lets %s choose, for a review due at %s, the days %j", (action, dueAt, days) => {
    expect(linkChoices(action, closes, dueAt).map((choice) => choice.days)).toEqual(days);
  });
});

describe("readLinkForm", () => {
  const read = (action: "take" | "snooze" | "tell", form: Record<string, string>) =>
    readLinkForm(action, new URLSearchParams(form), choices, "sla-team@notifier.example");

  it.each([
    ["take", {}, true],
    ["snooze", {}, false],
    ["snooze", { days: "2" }, true],
    ["snooze", { days: "6" }, false],
    ["snooze", { days: "two" }, false],
    ["tell", { days: "2" }, false],
    ["tell", { days: "2", reason: " " }, false],
    ["tell", { reason: "The lab is closed." }, false],
    ["tell", { days: "2", reason: "The lab is closed." }, true],
  ] as const)("to %s, %j is complete: %s", (action, form, isComplete) => {
    expect(read(action, form).isComplete).toBe(isComplete);
  });

  it("cuts what is too long, and names the address for whoever gives no name", () => {
    const filled = read("tell", { days: "2", reason: `  ${"x".repeat(600)}`, by: "  " });
    expect(filled.reason).toHaveLength(500);
    expect(filled.by).toBe("sla-team@notifier.example");
    expect(filled.chosen).toEqual({ days: 2, at: closes[1] });
    expect(read("take", { by: ` ${"A".repeat(300)}` }).by).toHaveLength(200);
  });
});
