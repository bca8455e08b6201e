import * as sample from "../../../samples/mails/sample-mails.ts";
import { wireCore } from "../../../sim/wire-core.ts";
import { reviewPartition } from "../../../src/core/certification/review-id.ts";
import { instant } from "../../../src/core/instant.ts";
import { LINK_ACTIONS, signLink } from "../../../src/core/notifications/action-link.ts";
import { addressMark } from "../../../src/core/notifications/alert-teams.ts";
import { composeDigest } from "../../../src/core/notifications/compose/compose-digest.ts";
import { makeHttpClient } from "../../helpers/http-client.ts";
import { makeWorld, passed, realContent, SUBMISSION_ID, submitted } from "../../helpers/world.ts";

const KEY = "k".repeat(32);
const BASE = "https://notifier.contoso.example/api/actions/";
const TEAM = "sla-team@notifier.example";
const CLOSE = "2026-11-21T01:00:30Z";
const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** A late review, and the links of the mail that says so. */
const late = async (keys: readonly string[] = [KEY], contacts?: readonly object[]) => {
  const world = await makeWorld({
    now: "2026-11-18T18:00:05Z",
    settings: { actionLinks: { keys, baseUrl: BASE } },
  });
  await world.receive(submitted(contacts === undefined ? {} : { contacts }));
  world.goTo(CLOSE);
  await world.sweepSla();
  await world.drain();
  const { call } = makeHttpClient(world);
  const text = world.mails.at(-1)?.text ?? "";
  const tokenOf = (label: string): string => new RegExp(`${label}: ${BASE}(\\S+)`).exec(text)?.[1] ?? "";
  const post = async (token: string, body = "by=Ada") =>
    await call("POST", `actions/${token}`, { body, headers: FORM });
  const get = async (token: string) => await call("GET", `actions/${token}`);
  const rows = () => JSON.stringify(world.store.dump("reviews"));
  return {
    world,
    call,
    take: tokenOf("Take it on"),
    snooze: tokenOf("Snooze it until …"),
    tell: tokenOf("Tell the publisher"),
    post,
    get,
    rows,
  };
};

describe("the links of a digest", () => {
  it("stand in both parts of the mail, and nowhere without keys", async () => {
    const { world, take } = await late();
    expect(world.mails.at(-1)?.html).toContain(`href="${BASE}${take}"`);
    const without = await makeWorld({ now: "2026-11-18T18:00:05Z" });
    await without.receive(submitted());
    without.goTo(CLOSE);
    await without.sweepSla();
    await without.drain();
    expect(without.mails.at(-1)?.text).not.toContain("Take it on");
  });

  it("leave a mail of hundreds of late reviews within 90 KiB, and every review named in its text", async () => {
    const links = LINK_ACTIONS.map((action) => ({ action, url: `${BASE}${"t".repeat(124)}` }));
    for (const standing of ["newlyLate", "stillLate"] as const) {
      const entries = sample.many(300, { ...sample.entry, standing, links });
      const { renderer } = await realContent();
      const { template, view } = composeDigest({ ...sample.digest, entries, notices: [] }, sample.settings);
      const { html, text } = renderer.render(template, view);
      expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90 * 1024);
      expect(html).toContain("Take it on");
      expect(text.match(/^- /gmu)).toHaveLength(300);
    }
  });

  it("show a page that changes nothing, to people and scanners alike", async () => {
    const { call, take, get, rows } = await late();
    const before = rows();
    for (const method of ["GET", "HEAD", "GET"]) expect((await call(method, `actions/${take}`)).status).toBe(200);
    const { text, headers } = await get(take);
    expect(text).toContain("Take this review on?");
    expect(text).toContain("Contoso Assessment");
    expect(text).not.toContain("<script");
    expect(headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'self'/);
    expect(headers["set-cookie"]).toBeUndefined();
    expect(rows()).toBe(before);
  });

  it("take a review on once, and say in the timeline who did and by which mail", async () => {
    const { world, take, post, get } = await late();
    expect((await post(take)).text).toContain("Done");
    for (const again of [await post(take), await get(take)]) {
      expect(again.status).toBe(410);
      expect(again.text).toContain("used before");
    }
    const [entry, ...others] = (await world.showReview(SUBMISSION_ID)).timeline.filter(
      ({ kind }) => kind === "acknowledged",
    );
    const mail = world.notifications().at(-1)?.notificationId;
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ by: "Ada", mail, mailTo: TEAM, until: instant("2026-11-24T01:00:00Z") });
  });

  it("snooze until the business day that was chosen, by the address where nobody gave a name", async () => {
    const { world, snooze, post, get } = await late();
    expect((await get(snooze)).text).toMatch(/value="5"/);
    for (const wrong of ["", "days=0", "days=6", "days=x", "days=1.5"]) {
      expect((await post(snooze, wrong)).status).toBe(422);
    }
    expect((await post(snooze, "days=3&by=%20")).status).toBe(200);
    expect((await world.review())?.acknowledgements).toMatchObject([
      { by: TEAM, until: instant("2026-11-26T01:00:00Z") },
    ]);
  });

  it("show the mail to the publisher before it goes, and send it once, with the reason and the date that were chosen", async () => {
    const { world, tell, get, post, rows } = await late();
    const before = rows();
    const shown = await get(tell);
    expect(shown.status).toBe(200);
    expect(shown.text).toContain("[your reason]");
    expect(shown.text.match(/name="days" value="(\d)"/gu)).toHaveLength(4);
    for (const wrong of ["days=2", "days=4&reason=x", "reason=x", "days=2&reason=%20"]) {
      expect((await post(tell, wrong)).status).toBe(422);
    }
    expect(rows()).toBe(before);
    const mails = world.mails.length;
    const body = "days=2&reason=A+second+%3Cb%3Ereviewer%3C%2Fb%3E&by=Ada";
    const answers = await Promise.all([post(tell, body), post(tell, body)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
    await world.drain();
    expect(world.mails.slice(mails).map(({ to }) => to.address)).toEqual(["ada@contoso.example"]);
    expect(world.mails.at(-1)?.text).toContain("A second <b>reviewer</b>");
    const told = (await world.showReview(SUBMISSION_ID)).timeline.filter(({ kind }) => kind === "delayTold");
    expect(told).toMatchObject([{ by: "Ada", mailTo: TEAM, expectedAt: instant("2026-11-25T01:00:00Z") }]);
  });

  it("tell nobody where no contact is known", async () => {
    const { get, post, tell } = await late([KEY], []);
    expect((await get(tell)).status).toBe(409);
    expect((await post(tell, "days=1&reason=x")).status).toBe(409);
  });

  it("act once when two press at the same time", async () => {
    const { world, take, post } = await late();
    const answers = await Promise.all([post(take), post(take), post(take)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410]);
    expect((await world.review())?.acknowledgements).toHaveLength(1);
  });

  it("are good for a week, and for nothing once the review is closed", async () => {
    const { world, take, snooze, get, post } = await late();
    world.goTo("2026-11-28T01:00:29Z");
    expect((await get(take)).status).toBe(200);
    world.goTo("2026-11-28T01:00:31Z");
    expect((await get(take)).status).toBe(410);
    expect((await post(take)).status).toBe(410);
    world.goTo("2026-11-23T18:00:00Z");
    await world.receive(passed({ completedAt: "2026-11-23T17:59:00Z" }));
    expect((await get(snooze)).status).toBe(409);
    expect((await post(snooze, "days=1")).status).toBe(409);
  });

  it("do nothing when any character is changed, or they are signed by another key", async () => {
    const { take, get, post, rows } = await late();
    const before = rows();
    const changed = Array.from(take, (letter, index) =>
      index % 6 === 0 ? `${take.slice(0, index)}${letter === "A" ? "B" : "A"}${take.slice(index + 1)}` : undefined,
    ).filter((token) => token !== undefined);
    for (const token of [...changed, take.slice(1), `${take}A`, "x", "%20"]) {
      expect((await get(token)).status).toBe(404);
      expect((await post(token)).status).toBe(404);
    }
    expect(rows()).toBe(before);
  });

  it("are for one review, one mail and one address", async () => {
    const { world, post } = await late();
    await world.receive(submitted({ submissionId: "other" }));
    const notificationId = world.notifications().at(-1)?.notificationId ?? "";
    const link = {
      action: "take",
      partition: reviewPartition("other"),
      notificationId,
      mark: addressMark(TEAM),
      expiresAt: instant("2026-11-25T00:00:00Z"),
    } as const;
    const statuses = [];
    for (const one of [
      { ...link, mark: addressMark("someone@else.example") },
      { ...link, notificationId: `n-alerts-${"0".repeat(32)}` },
      { ...link, partition: "0".repeat(64) },
    ])
      statuses.push((await post(signLink(one, KEY))).status);
    expect(statuses).toEqual([410, 410, 410]);
    expect((await post(signLink(link, KEY))).status).toBe(200);
    expect((await world.review())?.acknowledgements).toBeUndefined();
    expect((await world.review("other"))?.acknowledgements).toHaveLength(1);
  });

  it("work under the old key while it stands behind the new one, and not after that, nor when they are off", async () => {
    const { world, take } = await late();
    const statusUnder = async (keys?: readonly string[]) => {
      const { actionLinks: _old, ...settings } = world.settings;
      const links = keys === undefined ? {} : { actionLinks: { keys, baseUrl: BASE } };
      const core = wireCore(await realContent(), world.ports, { ...settings, ...links });
      return (await makeHttpClient(core).call("GET", `actions/${take}`)).status;
    };
    expect(await statusUnder(["n".repeat(32), KEY])).toBe(200);
    expect(await statusUnder(["n".repeat(32)])).toBe(404);
    expect(await statusUnder()).toBe(404);
  });
});
