import { wireCore } from "../../../sim/wire-core.ts";
import { failed, makeWorld, realContent, submitted, type World } from "../../helpers/world.ts";

const TEAM = "team@notifier.example";
const VM = "vm@notifier.example";
const LEAD = "lead@notifier.example";
const FRIDAY_CLOSE = "2026-11-21T01:00:30Z";

const offer = (name: string, type: string) => ({ id: name, name, type });

const routed = async (): Promise<World> =>
  await makeWorld({
    now: "2026-11-18T18:00:05Z",
    settings: {
      alertRecipients: [TEAM, LEAD],
      alertRoutes: [{ offerTypes: ["managedService"], addresses: [VM, LEAD] }],
    },
  });

const sweepAt = async (world: World, at: string): Promise<Record<string, string>> => {
  const before = world.mails.length;
  world.goTo(at);
  await world.sweepSla();
  await world.drain();
  return Object.fromEntries(world.mails.slice(before).map(({ to, text }) => [to.address, text]));
};

describe("alert routes", () => {
  it("tell each address of the reviews in its scope alone, in one digest", async () => {
    const world = await routed();
    await world.receive(submitted({ submissionId: "c", offer: offer("Consulting", "consultingService") }));
    await world.receive(submitted({ submissionId: "m", offer: offer("Managed", "Managed service offer") }));
    const mails = await sweepAt(world, FRIDAY_CLOSE);
    expect(Object.keys(mails).sort()).toEqual([LEAD, TEAM, VM]);
    expect(mails[TEAM]).toContain("Consulting |");
    expect(mails[TEAM]).not.toContain("Managed |");
    expect(mails[VM]).toContain("Managed |");
    expect(mails[VM]).not.toContain("Consulting |");
    expect(mails[LEAD]).toContain("Managed |");
    expect(mails[LEAD]).toContain("Consulting |");
  });

  it("leave an address in peace when nothing is announced in its scope, and tell it the whole state there later", async () => {
    const world = await routed();
    await world.receive(submitted({ submissionId: "c", offer: offer("Consulting", "consultingService") }));
    expect(Object.keys(await sweepAt(world, FRIDAY_CLOSE)).sort()).toEqual([LEAD, TEAM]);
    await world.receive(
      submitted({ submissionId: "m", offer: offer("Managed", "managedService"), submittedAt: "2026-11-12T18:00:00Z" }),
    );
    const later = await sweepAt(world, "2026-11-21T01:05:30Z");
    expect(Object.keys(later).sort()).toEqual([LEAD, VM]);
    expect(later[LEAD]).toMatch(
      /Newly late \(1\)[\s\S]*Managed \|[\s\S]*Still open and late \(1\)[\s\S]*Consulting \|/,
    );
    expect(later[VM]).not.toContain("Consulting");
  });

  it("send a notice where the alerts of its review go", async () => {
    const world = await routed();
    await world.receive(failed({ submissionId: "m", offer: offer("Managed", "managedService"), contacts: [] }));
    const mails = await sweepAt(world, "2026-11-18T18:20:30Z");
    expect(Object.keys(mails).sort()).toEqual([LEAD, VM]);
  });

  it("keep to whom something was announced when routes are changed before its digest is composed", async () => {
    const world = await routed();
    await world.receive(submitted({ submissionId: "m", offer: offer("Managed", "managedService") }));
    world.goTo(FRIDAY_CLOSE);
    await world.sweepSla();
    const later = wireCore(await realContent(), world.ports, { ...world.settings, alertRoutes: [] });
    for (const hint of world.queue.take()) await later.sendNotification(hint);
    const { mails } = world;
    expect(mails.map(({ to }) => to.address).sort()).toEqual([LEAD, VM]);
    for (const { text } of mails) expect(text).toContain("Managed |");
  });

  it("carry what an unsent digest had to say into the next one to the same address, and to no other", async () => {
    const world = await routed();
    await world.receive(submitted({ submissionId: "c", offer: offer("Consulting", "consultingService") }));
    await world.receive(submitted({ submissionId: "m", offer: offer("Managed", "managedService") }));
    world.goTo("2026-11-19T17:00:30Z");
    await world.sweepSla();
    world.queue.take();
    await world.receive(
      submitted({ submissionId: "n", offer: offer("New", "managedService"), submittedAt: "2026-11-12T18:00:00Z" }),
    );
    await sweepAt(world, "2026-11-19T17:01:30Z");
    await sweepAt(world, "2026-11-19T17:10:30Z");
    const textsTo = (address: string) => world.mails.filter(({ to }) => to.address === address).map(({ text }) => text);
    expect(textsTo(VM)).toEqual([expect.stringMatching(/New \|[\s\S]*Managed \|/)]);
    expect(textsTo(TEAM)).toEqual([expect.stringContaining("Consulting |")]);
    expect(textsTo(TEAM).join()).not.toContain("New |");
  });

  it("send what is of no known offer type to everybody else's team", async () => {
    const world = await routed();
    await world.receive(submitted({ submissionId: "x", offer: offer("Odd", "unheardOf"), contacts: [] }));
    const { clock } = (await world.review("x")) ?? {};
    expect(clock?.state).toBe("untracked");
    await world.receive(failed({ submissionId: "x", offer: offer("Odd", "unheardOf"), contacts: [] }));
    expect(Object.keys(await sweepAt(world, "2026-11-18T18:20:30Z")).sort()).toEqual([LEAD, TEAM]);
  });
});
