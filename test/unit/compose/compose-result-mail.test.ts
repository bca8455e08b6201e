import {
  article,
  bare,
  corrected,
  failure,
  findings,
  passedWithNotes,
  secondAttempt,
  settings,
} from "../../../samples/mails/sample-mails.ts";
import { instant } from "../../../src/core/instant.ts";
import { composeResultMail } from "../../../src/core/notifications/compose/compose-result-mail.ts";
import type { ResultView } from "../../../src/core/notifications/compose/result-view.ts";
import type { ResultMailInput } from "../../../src/core/notifications/mail-input.ts";

const viewOf = (input: ResultMailInput): ResultView => composeResultMail(input, settings).view as ResultView;

describe("composeResultMail", () => {
  it("chooses the words by the kind, and a failure's for whatever failed", () => {
    const tags = [failure, passedWithNotes, corrected, { ...corrected, outcome: "failed" as const }].map(viewOf);
    expect(tags.map(({ tag, mustAct }) => [tag, mustAct])).toEqual([
      ["Action needed", true],
      ["Passed, with notes", false],
      ["Correction: passed", false],
      ["Action needed", true],
    ]);
  });

  it("says in subject and first sentence what happened to which offer, and what to do", () => {
    const view = viewOf(failure);
    expect(view.subject).toBe("Action needed: Contoso VM failed certification (2 to fix)");
    expect(view.lead).toBe(
      "Hello Ada, your offer Contoso VM (Azure Virtual Machine) failed certification. Fix the 2 points marked “Must fix”, then publish the offer again.",
    );
  });

  it("names the policies of all findings in the preheader, also of those that it leaves out", () => {
    const { preheader } = composeResultMail(failure, settings, 1).view as ResultView;
    expect(preheader).toBe(viewOf(failure).preheader);
    expect(preheader.match(/\d+(?:\.\d+)+/gu)?.length).toBeGreaterThan(1);
  });

  it("shortens a long offer name and nothing else in the subject", () => {
    const view = viewOf({ ...failure, offer: { ...failure.offer, name: "Contoso 👩‍💻 ".repeat(20) } });
    expect(view.subject.length).toBeLessThanOrEqual(78);
    expect(view.subject).toMatch(/^Action needed: Contoso 👩‍💻 .*… failed certification \(2 to fix\)$/u);
  });

  it("orders findings by severity, then component by component of the policy", () => {
    const policies = ["100.10", "100.2", undefined, "1140.1", "100.2.1"];
    const many = policies.map((policy) => ({
      ...(policy === undefined ? {} : { policy }),
      message: "x",
      severity: "blocking" as const,
    }));
    const view = viewOf({ ...failure, findings: [{ policy: "1", message: "x", severity: "advisory" }, ...many] });
    expect(view.groups.map(({ label, count }) => [label, count])).toEqual([
      ["Must fix (5)", 5],
      ["Should fix (1)", 1],
    ]);
    expect(view.groups[0]?.findings.map(({ number }) => number)).toEqual([
      "100.2",
      "100.2.1",
      "100.10",
      "1140.1",
      null,
    ]);
  });

  it("takes the event's title for a finding, else the policy's own, and never that of a section above it", () => {
    const titles = viewOf(failure).groups.flatMap((group) => group.findings.map(({ name }) => name));
    expect(titles).toEqual(["200.3.3 OS disk size", "Policy 200.5.2", "100.1.1 Title"]);
    const own = viewOf({ ...failure, findings: [{ policy: "200.5", message: "x", severity: "blocking" }] });
    expect(own.groups[0]?.findings[0]?.name).toBe("200.5 Security");
  });

  it("tells the reviewer's words one by one below one policy, and its guidance once in a mail", () => {
    const same = ["a", "b"].map((message) => ({ policy: "200.3.3", message, severity: "blocking" as const }));
    const other = [
      { policy: "200.3.4", message: "c", severity: "blocking" as const },
      { policy: "200.3.3", message: "d", severity: "advisory" as const },
    ];
    const [must, should] = viewOf({ ...failure, findings: [...same, ...other] }).groups;
    expect(must?.findings.map(({ remarks }) => remarks.map(({ lines }) => lines.join()))).toEqual([["a", "b"], ["c"]]);
    expect(must?.findings.map(({ guidance, guidanceAt }) => [guidance !== null, guidanceAt])).toEqual([
      [true, null],
      [false, "See 200.3.3 above for how to check and fix this."],
    ]);
    expect(should?.findings[0]?.guidanceAt).toBe("See 200.3.3 above for how to check and fix this.");
  });

  it("says when a policy is not one for the offer type", () => {
    const view = viewOf({ ...failure, findings: [{ policy: "1140.1", message: "x", severity: "blocking" }] });
    expect(view.groups[0]?.findings[0]?.isForeign).toBe(true);
  });

  it("tells what is no longer reported, still fails and is new since the last failure", () => {
    const view = viewOf(secondAttempt);
    expect(view.progress).toEqual({
      noLongerReported: ["100.10 Inappropriate content (plan: standard)"],
      stillFailing: ["200.3.3 OS disk size (plan: standard)"],
      isNew: ["100.1.1 Title", "Policy 200.5.2 (plan: standard)"],
    });
    expect(view.index.map(({ name, mark }) => [name, mark])).toEqual([
      ["200.3.3 OS disk size", "Still failing"],
      ["Policy 200.5.2", "New"],
      ["100.1.1 Title", "New"],
    ]);
    expect(view.subject).toBe("Action needed: Contoso VM failed again: 1 still failing, 2 new");
    expect(view.preheader).toMatch(/^Failed again: 1 still failing, 2 new\./u);
  });

  it("compares findings without a policy by title, and the same policy plan by plan", () => {
    const finding = { message: "x", severity: "blocking" as const };
    const progress = viewOf({
      ...secondAttempt,
      findings: [
        { ...finding, title: " LOGO " },
        { ...finding, policy: "200.5", plan: "b" },
      ],
      earlierFailure: {
        submissionId: "s",
        completedAt: instant("2026-11-10T16:00:00Z"),
        findings: [{ title: "Logo" }, { policy: "200.5", plan: "a" }],
      },
    }).progress;
    expect(progress).toEqual({
      noLongerReported: ["200.5 Security (plan: a)"],
      stillFailing: ["LOGO"],
      isNew: ["200.5 Security (plan: b)"],
    });
  });

  it("claims no progress when a result lists no findings", () => {
    expect(viewOf({ ...secondAttempt, findings: [] }).progress).toBeNull();
  });

  it("points at the report when there are no findings, and at Partner Center when there is no report either", () => {
    expect(viewOf({ ...failure, findings: [] }).noFindings).toMatch(/The certification report says what was found\.$/u);
    expect(viewOf(bare).noFindings).toMatch(/offer overview page in Partner Center\.$/u);
    expect(viewOf(bare).subject).toBe("Action needed: Fabrikam Thing failed certification");
  });

  it.each([
    [{ kind: "businessDays" as const, amount: 3, additions: [] }, "The new review can take up to 3 business days."],
    [{ kind: "businessDays" as const, amount: 1, additions: [] }, "The new review can take up to 1 business day."],
    [{ kind: "calendarDays" as const, amount: 14, additions: [] }, "The new review can take up to 14 days."],
    [
      {
        kind: "businessDays" as const,
        amount: 5,
        additions: [
          { amount: 20, when: "optionalCertification && !resubmission" },
          { amount: 15, when: "optionalCertification && resubmission" },
        ],
      },
      "The new review can take up to 5 business days. With the optional certification it can take up to 20 business days.",
    ],
  ])("promises the review time of the article: %j", (sla, expected) => {
    expect(viewOf({ ...failure, article: { ...article, sla } }).next.at(-1)).toBe(expected);
  });

  it("promises nothing where the article promises nothing", () => {
    expect(viewOf(bare).next.join(" ")).not.toContain("up to");
  });

  it("says whom the mail was sent to and why, also without a name and a role", () => {
    expect(viewOf(failure).why).toBe(
      "You get this mail because you are named as a contact (owner) of Contoso Ltd for the offer Contoso VM.",
    );
    expect(viewOf(bare).why).toBe(
      "You get this mail because you are named as a contact of fabrikam for the offer Fabrikam Thing.",
    );
    expect(viewOf(bare).lead).toMatch(/^Your offer Fabrikam Thing /u);
  });

  it("says which mail it replaces, and that it was sent again", () => {
    expect(viewOf(secondAttempt).remarks).toEqual([
      "This mail replaces our earlier one about the result of Fri 20 Nov 2026, 07:00 PST (UTC-08:00).",
      "This mail was sent again on request.",
    ]);
  });

  it("names an unknown offer type by its article's title, and without an article as it was written", () => {
    const unknown = { ...failure, offer: { ...failure.offer, type: "quantumWidget" } };
    expect(viewOf(unknown).facts).toContainEqual({ label: "Offer type", value: article.title });
    expect(viewOf({ ...unknown, articleIsGeneral: true }).facts).toContainEqual({
      label: "Offer type",
      value: "quantumWidget",
    });
  });

  it("asks nothing of a publisher whose offer passed", () => {
    expect(viewOf(passedWithNotes).subject).toBe("Contoso VM passed certification, with one note");
    expect(viewOf(corrected).subject).toBe("Correction: Contoso VM passed certification");
    for (const input of [passedWithNotes, corrected]) {
      expect(viewOf(input).steps).toEqual([]);
      expect(viewOf(input).tag).not.toBe("Action needed");
    }
  });

  it("gives every key a value, so that a strict template finds it", () => {
    const keys = Object.keys(viewOf(failure)).sort();
    for (const input of [bare, corrected, passedWithNotes, { ...failure, findings }]) {
      const view = viewOf(input);
      expect(Object.keys(view).sort()).toEqual(keys);
      expect(Object.values(view)).not.toContain(undefined);
    }
  });
});
