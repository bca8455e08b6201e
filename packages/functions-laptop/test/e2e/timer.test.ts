import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Place, type Ready, until } from "./running-host.ts";

const timersOf = (place: Place) => place.seen().filter(({ timer }) => timer === "yearly");
const statusOf = (place: Place) => JSON.parse(readFileSync(join(place.dir, "host/timers.json"), "utf8")).yearly;

const runNow = async ({ http, masterKey }: Ready): Promise<number> => {
  const headers = { "x-functions-key": masterKey, "content-type": "application/json" };
  return (await fetch(`${http}/admin/functions/yearly`, { method: "POST", headers, body: "{}" })).status;
};

const putStatus = (place: Place, next: string): void => {
  mkdirSync(join(place.dir, "host"), { recursive: true });
  const status = {
    schedule: "0 0 0 1 1 *",
    last: "2020-01-01T00:00:00.000Z",
    next,
    lastUpdated: "2020-01-01T00:00:00.000Z",
  };
  writeFileSync(join(place.dir, "host/timers.json"), JSON.stringify({ yearly: status }));
};

describe("a timer of the host", () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  it("runs now by the admin route, which answers when the run is over", async () => {
    const host = place.host();
    const ready = await host.readyLine<Ready>();
    expect(await runNow(ready)).toBe(202);
    expect(timersOf(place)).toMatchObject([{ isPastDue: false, schedule: { adjustForDST: true } }]);
    expect(await host.end()).toBe(0);
    expect(host.stderr).toMatch(/info {2}yearly [0-9a-f]{8} seen in the log \(hidden\)/);
    expect(host.stderr).toMatch(/info {2}console printed by the app/);
    expect(host.stdout).not.toContain("printed by the app");
    expect(place.seen().map(({ hook }) => hook)).toEqual(["appStart", undefined, "appTerminate"]);
  });

  it("answers 500 to the admin route when the run throws", async () => {
    const host = place.host({ YEARLY_FAILS: "true" });
    expect(await runNow(await host.readyLine<Ready>())).toBe(500);
    await host.end();
  });

  it("makes up for any number of missed runs by one, and only once", async () => {
    putStatus(place, "2021-01-01T00:00:00.000Z");
    const first = place.host();
    await first.readyLine();
    await until("the status", () => (statusOf(place).next > "2026" ? true : undefined));
    expect(await first.end()).toBe(0);
    expect(timersOf(place)).toMatchObject([{ isPastDue: true, scheduleStatus: { last: "2020-01-01T00:00:00+00:00" } }]);
    const second = place.host();
    await second.readyLine();
    expect(await second.end()).toBe(0);
    expect(timersOf(place)).toHaveLength(1);
  });

  it("does not run on start when nothing was missed", async () => {
    putStatus(place, "2999-01-01T00:00:00.000Z");
    const host = place.host();
    await host.readyLine();
    expect(await host.end()).toBe(0);
    expect(timersOf(place)).toHaveLength(0);
  });

  it("runs by its schedule, and keeps no status when that is more than once a minute", async () => {
    const host = place.host({ YEARLY_SCHEDULE: "* * * * * *" });
    await host.readyLine();
    const runs = await until("two runs", () => (timersOf(place).length >= 2 ? timersOf(place) : undefined));
    await host.end();
    expect(runs[0]).toMatchObject({ isPastDue: false, scheduleStatus: null });
    // A second apart by the schedule, not as fast as it can.
    expect(runs[1].at - runs[0].at).toBeGreaterThan(500);
  });
});
