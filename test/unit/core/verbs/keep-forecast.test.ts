import { instant } from "../../../../src/core/instant.ts";
import { FORECASTS_PARTITION } from "../../../../src/core/ledger/forecast-log.ts";
import { intercept } from "../../../helpers/intercept.ts";
import { makeWorld, passed, submitted, type World } from "../../../helpers/world.ts";

const kept = (world: World) =>
  world.store.dump("state").filter(({ partitionKey }) => partitionKey === FORECASTS_PARTITION);

describe("makeKeepForecast", () => {
  it("keeps one forecast a day, and the API holds it against what came", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    for (const submissionId of ["in-time", "late"]) await world.receive(submitted({ submissionId }));
    await world.sweepSla();
    world.pass(60_000);
    await world.sweepSla();
    expect(kept(world).map(({ rowKey }) => rowKey)).toEqual(["2026-11-18"]);
    expect((await world.forecastBreaches({})).kept).toEqual([]);
    await world.receive(passed({ submissionId: "in-time", completedAt: "2026-11-19T18:00:00Z" }));
    world.goTo("2026-11-21T02:00:00Z");
    const { kept: compared, keptWithin } = await world.forecastBreaches({});
    expect(compared.map(({ ahead, date, actual }) => [ahead, date, actual])).toEqual([
      [1, "2026-11-18", 0],
      [2, "2026-11-19", 0],
      [3, "2026-11-20", 1],
    ]);
    expect(compared[0]?.madeAt).toBe(instant("2026-11-18T18:01:00Z"));
    expect(keptWithin).toBeGreaterThan(0.5);
  });

  it("asks nothing after the first look of a day, in any process", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    await world.sweepSla();
    const asked: string[] = [];
    const store = intercept(world.store, {
      list: async (...args) => {
        asked.push(args[1]);
        return await world.store.list(...args);
      },
    });
    const { sweepSla } = await world.another({ store });
    const looks = () => asked.filter((partition) => partition === FORECASTS_PARTITION).length;
    await sweepSla();
    expect(looks()).toBe(1);
    world.pass(60_000);
    await sweepSla();
    expect(looks()).toBe(1);
    expect(kept(world)).toHaveLength(1);
  });

  it("makes none for a day that the ledger's clock has not reached", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    const clock = { ...world.clock, now: () => instant("2026-11-20T18:01:00Z") };
    await (await world.another({ clock })).sweepSla();
    expect(kept(world)).toEqual([]);
  });

  it("keeps forecasts as long as the ledger keeps what is closed", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    await world.sweepSla();
    world.goTo("2027-12-28T18:01:00Z");
    await world.sweepSla();
    expect(kept(world).map(({ rowKey }) => rowKey)).toEqual(["2027-12-28"]);
  });
});
