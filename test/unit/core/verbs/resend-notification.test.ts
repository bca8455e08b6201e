import { instant } from "../../../../src/core/instant.ts";
import { anEvent, failed, makeWorld, passed, SUBMISSION_ID, submitted } from "../../../helpers/world.ts";

/** A world in which one failure was mailed. */
const mailed = async (settings = {}) => {
  const world = await makeWorld({ settings });
  await world.receive(failed());
  await world.drain();
  return world;
};

/** As where mails go again to a domain of ours. */
const OPEN = { resend: { domains: ["contoso.example", "elsewhere.example"], coolDownInMs: 600_000 } };

const WHY = { reason: "The contact lost it." };

describe("makeResendNotification", () => {
  it("sends the same words again as a new message, and keeps the first as it was", async () => {
    const world = await mailed();
    const result = await world.resendNotification(SUBMISSION_ID, WHY, undefined);
    expect(result).toMatchObject({ kind: "queued", notifications: [{ content: "asSent", resendReason: WHY.reason }] });
    await world.drain();
    const [first, second] = world.mails;
    expect(second?.text).toBe(first?.text);
    expect(second?.operationId).not.toBe(first?.operationId);
    expect(second?.headers["Message-ID"]).not.toBe(first?.headers["Message-ID"]);
    expect(world.notifications().map(({ state }) => state)).toEqual(["accepted", "accepted"]);
  });

  it("answers unknown before wrong, wrong before nothing to resend, and that before the cool-down", async () => {
    const world = await makeWorld();
    const codeOf = async (submissionId: string, body: unknown, key?: string): Promise<unknown> =>
      await world.resendNotification(submissionId, body, key).then(
        () => "fine",
        (error: { code?: unknown }) => error.code,
      );
    expect(await codeOf("nobody", {})).toBe("SUBMISSION_UNKNOWN");
    await world.receive(submitted());
    expect(await codeOf(SUBMISSION_ID, {})).toBe("REQUEST_INVALID");
    expect(await codeOf(SUBMISSION_ID, WHY)).toBe("NOTHING_TO_RESEND");
    expect(await codeOf(SUBMISSION_ID, { ...WHY, recipients: ["eve@evil.example"] })).toBe("REQUEST_INVALID");
    await world.receive(failed());
    expect(await codeOf(SUBMISSION_ID, WHY)).toBe("NOTHING_TO_RESEND");
    await world.drain();
    expect(await codeOf(SUBMISSION_ID, WHY, "key")).toBe("fine");
    expect(await codeOf(SUBMISSION_ID, { reason: "another" }, "key")).toBe("IDEMPOTENCY_KEY_REUSED");
    expect(await codeOf(SUBMISSION_ID, {}, "key")).toBe("REQUEST_INVALID");
    expect(await codeOf(SUBMISSION_ID, WHY)).toBe("COOL_DOWN");
    expect(await codeOf(SUBMISSION_ID, WHY, "another key")).toBe("COOL_DOWN");
    expect(await codeOf(SUBMISSION_ID, WHY, "key")).toBe("fine");
    expect(await codeOf(SUBMISSION_ID, { ...WHY, recipients: ["eve@evil.example"] })).toBe("REQUEST_INVALID");
    expect(await codeOf(SUBMISSION_ID, { ...WHY, content: "asSent", recipients: ["x"] })).toBe("REQUEST_INVALID");
  });

  it.each([
    undefined,
    null,
    "text",
    [],
    { reason: " " },
    { reason: "x".repeat(501) },
    { ...WHY, recipients: [] },
    { ...WHY, content: "new" },
    { ...WHY, dryRun: "yes" },
    { ...WHY, dryrun: true },
    { ...WHY, recipients: ["a@b.example\r\nBcc: c@d.example"] },
  ])("refuses the body %j", async (body) => {
    const world = await mailed();
    await expect(world.resendNotification(SUBMISSION_ID, body, undefined)).rejects.toMatchObject({
      code: "REQUEST_INVALID",
    });
  });

  it("says how long the cool-down lasts, and sends after it", async () => {
    const world = await mailed();
    await world.resendNotification(SUBMISSION_ID, WHY, undefined);
    world.pass(200_000);
    await expect(world.resendNotification(SUBMISSION_ID, WHY, undefined)).rejects.toMatchObject({
      code: "COOL_DOWN",
      retryAfterInMs: 400_000,
    });
    world.pass(400_000);
    await world.resendNotification(SUBMISSION_ID, WHY, undefined);
    await world.drain();
    expect(world.mails).toHaveLength(3);
  });

  it("answers the same key with the same notifications, and sends nothing more", async () => {
    const world = await mailed();
    const first = await world.resendNotification(SUBMISSION_ID, WHY, "key");
    await world.drain();
    const second = await world.resendNotification(SUBMISSION_ID, WHY, "key");
    await world.drain();
    expect(world.mails).toHaveLength(2);
    const ids = (result: typeof first) =>
      result.kind === "queued" ? result.notifications.map(({ notificationId }) => notificationId) : [];
    expect(ids(second)).toEqual(ids(first));
  });

  it("lets one of ten requests at once through, and all of ten with one key", async () => {
    const world = await mailed();
    const keyed = await Promise.all(
      Array.from({ length: 10 }, async () => await world.resendNotification(SUBMISSION_ID, WHY, "key")),
    );
    expect(keyed).toHaveLength(10);
    await world.drain();
    expect(world.mails).toHaveLength(2);
    world.pass(601_000);
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, async () => await world.resendNotification(SUBMISSION_ID, WHY, undefined)),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await world.drain();
    expect(world.mails).toHaveLength(3);
  });

  it("shows what would be sent and how it differs, and sends and writes nothing", async () => {
    const world = await mailed();
    const before = world.store.dump("reviews").length;
    const result = await world.resendNotification(
      SUBMISSION_ID,
      { ...WHY, content: "current", dryRun: true },
      undefined,
    );
    expect(result).toMatchObject({ kind: "dryRun", mail: { to: { address: "ada@contoso.example" } } });
    if (result.kind !== "dryRun") throw new TypeError("Expected a dry run.");
    expect(result.diff).toContainEqual({ op: "+", line: "This mail was sent again on request." });
    expect(world.queue.take()).toHaveLength(0);
    expect(world.store.dump("reviews")).toHaveLength(before);
  });

  it("composes anew with the current content, and keeps the reason for the timeline", async () => {
    const world = await mailed();
    await world.resendNotification(SUBMISSION_ID, { ...WHY, content: "current" }, undefined);
    await world.drain();
    expect(world.mails[1]?.text).toContain("sent again on request");
    expect(JSON.stringify(world.mails)).not.toContain(WHY.reason);
    const { timeline } = await world.showReview(SUBMISSION_ID);
    expect(timeline.at(-1)).toEqual({
      at: instant("2026-11-20T16:20:00Z"),
      kind: "resent",
      mails: 1,
      reason: WHY.reason,
    });
  });

  it("goes to nobody but the review's contacts, and the domains that are set", async () => {
    const strangers = { ...WHY, recipients: ["ada@contoso.example", "eve@evil.example", "x@sub.elsewhere.example"] };
    const refused = async (world: Awaited<ReturnType<typeof mailed>>): Promise<unknown> =>
      await world.resendNotification(SUBMISSION_ID, strangers, undefined).then(
        () => "sent",
        (error: { problems?: unknown }) => error.problems,
      );
    const said = (index: number) =>
      `recipients.${index}: must be a contact of this review, or an address of one of RESEND_DOMAINS`;
    const world = await mailed();
    expect(await refused(world)).toEqual([said(1), said(2)]);
    expect(await refused(await mailed(OPEN))).toEqual([said(1), said(2)]);
    await world.receive(
      anEvent("submitted", { submittedAt: "2026-11-20T16:21:00Z", contacts: [{ email: "Eve@evil.example" }] }),
    );
    expect(await refused(world)).toEqual([said(2)]);
    await world.drain();
    expect(world.mails).toHaveLength(1);
  });

  it("sends to other recipients, each once, and never with somebody else's name", async () => {
    const world = await mailed(OPEN);
    const recipients = ["new@contoso.example", "NEW@contoso.example", "ada@contoso.example"];
    await world.resendNotification(SUBMISSION_ID, { ...WHY, recipients }, undefined);
    await world.drain();
    expect(world.mails.slice(1).map(({ to }) => to)).toEqual([
      { address: "new@contoso.example" },
      { address: "ada@contoso.example", name: "Ada" },
    ]);
  });

  it("keeps to the allow list", async () => {
    const world = await mailed({ ...OPEN, allowList: ["ada@*"] });
    await world.resendNotification(SUBMISSION_ID, { ...WHY, recipients: ["x@elsewhere.example"] }, undefined);
    await world.drain();
    expect(world.mails).toHaveLength(1);
    expect(world.notifications()[1]).toMatchObject({ state: "suppressed" });
  });

  it("sends to a new address what the first one refused", async () => {
    const world = await makeWorld({ settings: OPEN });
    world.answers.push({ kind: "permanent", answer: "550" });
    await world.receive(failed());
    await world.drain();
    await world.resendNotification(SUBMISSION_ID, { ...WHY, recipients: ["bo@contoso.example"] }, undefined);
    await world.drain();
    expect(world.mails.map(({ to }) => to.address)).toEqual(["ada@contoso.example", "bo@contoso.example"]);
  });

  it.each(["claimed", "unknown"] as const)("sends again what is %s, for its mail may be in an inbox", async (state) => {
    const world = await mailed();
    await world.force(world.only().notificationId, { state });
    const result = await world.resendNotification(SUBMISSION_ID, WHY, undefined);
    expect(result).toMatchObject({ kind: "queued", notifications: [{ content: "asSent" }] });
    await world.drain();
    expect(world.mails).toHaveLength(2);
  });

  it("has nothing to resend of a withdrawn submission, nor of a pass that nobody was told of", async () => {
    const world = await mailed();
    await world.receive(anEvent("cancelled", { cancelledAt: "2026-11-20T18:00:00Z" }));
    await expect(world.resendNotification(SUBMISSION_ID, WHY, undefined)).rejects.toMatchObject({
      code: "NOTHING_TO_RESEND",
    });
    await world.receive(passed({ submissionId: "2" }));
    await expect(world.resendNotification("2", WHY, undefined)).rejects.toMatchObject({ code: "NOTHING_TO_RESEND" });
  });

  it("is found by the sweep when its hint was lost", async () => {
    const world = await mailed();
    await world.resendNotification(SUBMISSION_ID, WHY, undefined);
    world.queue.take();
    world.pass(121_000);
    expect(await world.sweepSla()).toMatchObject({ hinted: 1 });
    await world.drain();
    expect(world.mails).toHaveLength(2);
    expect(world.mails[1]?.subject).toBe(world.mails[0]?.subject);
    expect(world.clock.now() > instant("2026-11-20T16:22:00Z")).toBe(true);
  });
});
