import { reviewPartition } from "../../../src/core/certification/review-id.ts";
import { ROUTES } from "../../../src/http/route-table.ts";
import { makeHttpClient } from "../../helpers/http-client.ts";
import { anEvent, failed, makeWorld, SUBMISSION_ID, submitted } from "../../helpers/world.ts";

const PATH = `desk/reviews/sha256:${reviewPartition(SUBMISSION_ID)}`;
const REVIEW = `/api/${PATH}`;

/** Somebody at the desk of a review that was due on Friday at 17:00 in Los Angeles. */
const atDesk = async (now = "2026-11-23T18:00:00Z") => {
  const world = await makeWorld({ now });
  const { call } = makeHttpClient(world, ROUTES, "local");
  await world.receive(submitted());
  const cookie = (await call("GET", "desk")).headers["set-cookie"]?.split(";")[0] ?? "";
  const formToken = cookie.split("=")[1] ?? "";
  const show = async (path = PATH) => (await call("GET", path)).text;
  const post = async (path: string, fields: Record<string, string> = {}) =>
    await call("POST", path, {
      body: new URLSearchParams({ formToken, ...fields }).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded", cookie, origin: "http://127.0.0.1" },
    });
  return { world, call, show, post };
};

const withMail = async () => {
  const desk = await atDesk();
  await desk.world.receive(failed());
  await desk.world.drain();
  return { ...desk, mailPath: `desk/mails/${desk.world.only().notificationId}` };
};

describe("GET desk/reviews/{submissionId}", () => {
  it("shows the clock day by day, each with its word", async () => {
    const { show } = await atDesk();
    const text = await show();
    expect(text).toContain("since Fri 17:00");
    const days = [
      ...text.matchAll(
        /<li class="day day-(\w+)[^"]*"><time datetime="([\d-]+)">.*?class="word">(.*?)<\/span>(.*?)<\/li>/g,
      ),
    ];
    expect(
      days.map(([, kind, date, word, marks]) => [date, kind, word, marks?.replace(/<[^>]+>/g, " ").trim()]),
    ).toEqual([
      ["2026-11-18", "start", "does not count", "submitted"],
      ["2026-11-19", "counted", "day 1 of 2", ""],
      ["2026-11-20", "counted", "day 2 of 2", "due"],
      ["2026-11-21", "weekend", "weekend", ""],
      ["2026-11-22", "weekend", "weekend", ""],
      ["2026-11-23", "late", "1 late", "today"],
    ]);
  });

  it("shows findings with their policy and our guidance, and what changed since the last attempt", async () => {
    const { world, show } = await atDesk();
    const finding = (policy: string) => ({ policy, title: policy, message: "Wrong.", severity: "blocking" });
    await world.receive(
      failed({
        submissionId: "before",
        completedAt: "2026-11-01T10:00:00Z",
        findings: ["1000.3", "100.1"].map(finding),
      }),
    );
    await world.receive(failed({ attempt: 2, findings: ["1000.3", "1000.4"].map(finding) }));
    const text = await show();
    expect(text).toMatch(/No longer reported<\/dt><dd><ul><li>[^<]*100\.1/);
    expect(text).toMatch(/Still failing<\/dt><dd><ul><li>[^<]*1000\.3/);
    expect(text).toMatch(/New<\/dt><dd><ul><li>[^<]*1000\.4/);
    expect(text).toContain("Our guidance");
    expect(text).toContain('href="https://learn.microsoft.com/');
  });

  it("answers a review that nobody knows with a page", async () => {
    const { call } = await atDesk();
    const answer = await call("GET", "desk/reviews/nobody");
    expect(answer.status).toBe(404);
    expect(answer.text).toContain("No review is known for this submission.");
  });
});

describe("POST desk/reviews/{submissionId}/…", () => {
  it("takes a review in the name of who presses, and says so on the page", async () => {
    const { post, show, world } = await atDesk();
    const until = /<option value="([^"]+)">Wed, 25 Nov/.exec(await show())?.[1] ?? "";
    const answer = await post(`${PATH}/acknowledge`, { note: "calling <the> lab", until });
    expect(answer).toMatchObject({ status: 303, headers: { location: `${REVIEW}?done=taken` } });
    expect((await world.review())?.acknowledgements).toEqual([
      expect.objectContaining({ by: "local", note: "calling <the> lab", until }),
    ]);
    const text = await show(`${PATH}?done=taken`);
    expect(text).toContain("It is yours now");
    expect(text).toContain("local has it until");
    expect(text).toContain("calling &lt;the&gt; lab");
    expect(await show("desk")).not.toContain("nobody’s");
    expect(await show("desk?owner=nobody")).toContain("No review is like that.");
  });

  it("lets a clock wait and go on", async () => {
    const { post, show, world } = await atDesk("2026-11-19T18:00:00Z");
    const asked = await post(`${PATH}/pause`, { reason: "waiting" });
    expect(asked).toMatchObject({ status: 303, headers: { location: `${REVIEW}?done=paused` } });
    expect((await post(`${PATH}/resume`)).status).toBe(409);
    await world.receive(anEvent("paused", { at: "2026-11-19T18:00:00Z", reason: "waiting (local)" }));
    expect(await show()).toContain("paused: waiting (local)");
    expect((await post(`${PATH}/resume`)).headers["location"]).toBe(`${REVIEW}?done=resumed`);
  });

  it("shows what the publisher would be told, tells it in the name of who presses, and says so", async () => {
    const { post, show, world } = await atDesk();
    expect(await show()).toContain(`href="${REVIEW}/delay-notice"`);
    expect(await show(`${PATH}/delay-notice`)).toContain("Business days from now");
    const fields = { businessDays: "2", reason: "The <lab> was closed." };
    const preview = await post(`${PATH}/delay-notice`, { ...fields, step: "preview" });
    expect(preview.status).toBe(200);
    expect(preview.text).toContain("This would go out");
    expect(preview.text).toContain("The &lt;lab&gt; was closed.");
    expect((await world.review())?.delayNotices ?? []).toEqual([]);
    const answer = await post(`${PATH}/delay-notice`, { ...fields, step: "send" });
    expect(answer).toMatchObject({ status: 303, headers: { location: `${REVIEW}?done=told` } });
    await world.drain();
    expect(world.only()).toMatchObject({ kind: "reviewDelayed", state: "accepted" });
    expect(await show(`${PATH}?done=told`)).toContain("The publisher is being told");
  });

  it("refuses to tell a publisher of no number of days, and keeps what was written", async () => {
    const { post } = await atDesk();
    const answer = await post(`${PATH}/delay-notice`, { businessDays: "soon", reason: "The lab was closed." });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("The lab was closed.");
    expect(answer.text).toContain("businessDays");
  });

  it("shows why something was refused on the page itself, and changes nothing", async () => {
    const { post, world } = await atDesk();
    const past = await post(`${PATH}/acknowledge`, { until: "2026-11-20T00:00:00Z" });
    expect(past.status).toBe(422);
    expect(past.text).toContain("until: must be later than now");
    await world.receive(failed());
    const over = await post(`${PATH}/acknowledge`);
    expect(over.status).toBe(409);
    expect(over.text).toContain("no clock that runs or waits");
    expect((await world.review())?.acknowledgements).toBeUndefined();
  });
});

describe("GET desk/mails/{notificationId}", () => {
  it("shows text and headers as they went out, and the HTML in a frame that runs and fetches nothing", async () => {
    const { show, call, mailPath, world } = await withMail();
    const [mail] = world.mails;
    const text = await show(mailPath);
    expect(text).toContain(mail?.headers["Message-ID"]?.replace("<", "&lt;").replace(">", "&gt;"));
    expect(text).toContain(`<iframe class="mail" src="/api/${mailPath}/html" sandbox `);
    const html = await call("GET", `${mailPath}/html`);
    expect(html.text).toBe(mail?.html);
    expect(html.headers["content-security-policy"]).toMatch(
      /^sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'/,
    );
    expect(html.headers["x-frame-options"]).toBe("SAMEORIGIN");
  });

  it("keeps who looked, once a minute, where the review's page shows it", async () => {
    const { show, mailPath, world } = await withMail();
    await show(mailPath);
    await show(`${mailPath}/html`);
    world.pass(61_000);
    await show(mailPath);
    const { timeline } = await world.showReview(SUBMISSION_ID);
    expect(timeline.filter(({ kind }) => kind === "mailSeen")).toEqual([
      {
        kind: "mailSeen",
        at: "2026-11-23T18:00:00.0000000Z",
        by: "local",
        notificationId: world.only().notificationId,
      },
      {
        kind: "mailSeen",
        at: "2026-11-23T18:01:01.0000000Z",
        by: "local",
        notificationId: world.only().notificationId,
      },
    ]);
    expect(await show()).toContain("local looked at the mail “Review failed” to ada@contoso.example");
  });

  it("says that a mail was not made yet, and keeps no look at it", async () => {
    const { call, world } = await atDesk();
    await world.receive(failed());
    const answer = await call("GET", `desk/mails/${world.only().notificationId}`);
    expect(answer.status).toBe(404);
    expect(answer.text).toContain("Its mail was not made yet.");
    expect(world.store.dump("reviews").filter(({ rowKey }) => rowKey.startsWith("3-look|"))).toEqual([]);
  });
});

describe("POST desk/reviews/{submissionId}/resend", () => {
  it("shows first what would go out and how it differs, and sends nothing", async () => {
    const { post, show, world } = await withMail();
    expect(await show(`${PATH}/resend`)).toContain('value="ada@contoso.example" checked');
    const same = await post(`${PATH}/resend`, {
      reason: "lost",
      recipient: "ada@contoso.example",
      content: "asSent",
      step: "preview",
    });
    expect(same.status).toBe(200);
    expect(same.text).toContain("it is the same, word for word");
    expect(same.text).toContain('value="lost"');
    expect(world.notifications()).toHaveLength(1);
  });

  it("sends it with the reason and who asked, once however often it is pressed, and says that it is too soon for another", async () => {
    const { post, show, world } = await withMail();
    const fields = { reason: "lost", content: "asSent", step: "send", key: "k-1" };
    expect((await post(`${PATH}/resend`, fields)).headers["location"]).toBe(`${REVIEW}?done=resent`);
    expect((await post(`${PATH}/resend`, fields)).status).toBe(303);
    await world.drain();
    expect(world.mails).toHaveLength(2);
    expect(await show()).toMatch(/local sent 1 mail again.*lost/s);
    const soon = await post(`${PATH}/resend`, { ...fields, key: "k-2" });
    expect(soon.status).toBe(429);
    expect(soon.text).toContain("Try again in 10 min");
  });

  it("shows what is wrong with a form, and keeps what was filled in", async () => {
    const { post } = await withMail();
    const answer = await post(`${PATH}/resend`, { reason: "r", other: "eve@evil.example", step: "send" });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("must be a contact of this review");
    expect(answer.text).toContain('value="eve@evil.example"');
  });
});
