import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { FIXTURE, Place, Process, type Ready, until } from "./running-host.ts";

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

const failedStart = async (host: Process): Promise<{ code: number | string; text: string }> => ({
  code: await host.exit(),
  text: host.stderr,
});

describe("the process of the host", () => {
  it("lets a running request end, then stops", async () => {
    const host = place.host();
    const { http } = await host.readyLine<Ready>();
    const answer = fetch(`${http}/api/slow`);
    await until("the start of the request", () => place.seen().find(({ slow }) => slow === "started"));
    expect(await host.end("SIGINT")).toBe(0);
    expect(await (await answer).text()).toBe("done");
    expect(place.seen().at(-1)).toEqual({ hook: "appTerminate" });
  });

  it("stops when its parent is gone, if told so", async () => {
    const host = place.host({}, ["--stop-with-parent"]);
    await host.readyLine();
    host.child.stdin?.end();
    expect(await host.exit()).toBe(0);
  });

  it("ends with 1 on a rejection nobody caught, as the real worker does", async () => {
    const host = place.host();
    const { http } = await host.readyLine<Ready>();
    await fetch(`${http}/api/rejects-later`, { method: "POST" });
    expect(await host.exit()).toBe(1);
    expect(host.stderr).toMatch(/crit.*nobody caught this/);
  });

  it("ends with 1 when a function outlives its time, and leaves out a function that is disabled", async () => {
    const settings = { AzureFunctionsJobHost__functionTimeout: "00:00:00.2", "AzureWebJobs.yearly.Disabled": "true" };
    const host = place.host(settings);
    const { http, functions } = await host.readyLine<Ready>();
    expect(functions.map(({ name }) => name)).not.toContain("yearly");
    await expect(fetch(`${http}/api/slow`)).rejects.toThrow();
    expect(await host.exit()).toBe(1);
    expect(host.stderr).toMatch(/slow ran longer than functionTimeout/);
  });

  it("starts again at once on the data of one that was killed, with the same keys", async () => {
    const first = place.host();
    const { functionKey } = await first.readyLine<Ready>();
    await first.end("SIGKILL");
    const second = place.host();
    expect((await second.readyLine<Ready>()).functionKey).toBe(functionKey);
    await second.end();
  });

  it("refuses a data directory that another host uses", async () => {
    const first = place.host();
    await first.readyLine();
    const { code, text } = await failedStart(place.host());
    await first.end();
    expect([code, text.trim().split("\n")]).toEqual([
      2,
      [expect.stringMatching(/Another functions host \(process \d+\) uses/)],
    ]);
  });

  it("names a port that is in use, and the setting to change", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const { code, text } = await failedStart(place.host({}, ["--port", String(port)]));
    await new Promise((resolve) => other.close(resolve));
    expect(code).toBe(2);
    expect(text).toMatch(new RegExp(`Port ${port} on 127.0.0.1 is in use.*HTTP_PORT`));
  });

  it("loads an ES module of TypeScript given by --entry", async () => {
    const host = place.host({}, ["--entry", join(FIXTURE, "module.mts")]);
    const { http } = await host.readyLine<Ready>();
    expect(await (await fetch(`${http}/api/typed`)).text()).toBe("typed");
    await host.end();
  });

  it.each([
    ["silent.cjs", /registered no functions/],
    ["broken.cjs", /does not load: Error: the entry is broken/],
    ["missing.cjs", /does not load: .*missing\.cjs/],
  ])("fails on the entry %s with the reason", async (entry, reason) => {
    const { code, text } = await failedStart(place.host({}, ["--entry", join(FIXTURE, entry)]));
    expect(code).toBe(1);
    expect(text).toMatch(reason);
  });

  it("refuses a schedule that is none, naming the function", async () => {
    const { code, text } = await failedStart(place.host({ YEARLY_SCHEDULE: "every year" }));
    expect(code).toBe(2);
    expect(text).toMatch(/"yearly" has the schedule/);
  });

  it("explains itself, and refuses what it does not know", async () => {
    const main = join(FIXTURE, "../../src/main.ts");
    const help = new Process(main, ["--help"]);
    expect(await help.exit()).toBe(0);
    expect(help.stdout).toMatch(/--stop-with-parent/);
    expect(await new Process(main, ["--port", "many"]).exit()).toBe(2);
  });
});
