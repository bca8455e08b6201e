import { instant, plusMs } from "../../../../src/core/instant.ts";
import {
  NOTIFICATION_STATES,
  type Notification,
  type NotificationState,
} from "../../../../src/core/notifications/notification.ts";
import { anEvent, failed, makeWorld, type World } from "../../../helpers/world.ts";

/** What happens to a row at attempt 3, per state in the order of docs/notification-states.md. */
interface Happening {
  readonly name: string;
  /** Changes of the row before it happens. */
  readonly given?: (world: World) => Partial<Notification>;
  readonly happens: (world: World, notificationId: string) => Promise<unknown>;
  /** State, mails sent and hints on their way afterwards; `same` stands for a row that stays as it was, with neither. */
  readonly becomes: Readonly<Partial<Record<NotificationState, readonly [NotificationState, number, number]>>>;
}

const HOUR = 3_600_000;

const HAPPENINGS: readonly Happening[] = [
  {
    name: "a hint",
    happens: async (world, notificationId) => await world.sendNotification({ notificationId, attempt: 3 }),
    becomes: {
      queued: ["accepted", 1, 0],
      claimed: ["claimed", 0, 1],
      retrying: ["accepted", 1, 0],
      unknown: ["accepted", 1, 0],
    },
  },
  {
    name: "a hint before its time",
    given: (world) => ({ nextAttemptAt: plusMs(world.clock.now(), HOUR) }),
    happens: async (world, notificationId) => await world.sendNotification({ notificationId, attempt: 3 }),
    becomes: {
      queued: ["queued", 0, 1],
      claimed: ["claimed", 0, 1],
      retrying: ["retrying", 0, 1],
      unknown: ["unknown", 0, 1],
    },
  },
  {
    name: "a hint of a lower attempt",
    happens: async (world, notificationId) => await world.sendNotification({ notificationId, attempt: 2 }),
    becomes: { claimed: ["claimed", 0, 1] },
  },
  {
    name: "a hint when a lease would be over",
    happens: async (world, notificationId) => {
      world.pass(46_000);
      await world.sendNotification({ notificationId, attempt: 3 });
    },
    becomes: {
      queued: ["accepted", 1, 0],
      claimed: ["accepted", 1, 0],
      retrying: ["accepted", 1, 0],
      unknown: ["accepted", 1, 0],
    },
  },
  {
    name: "a newer result",
    happens: async (world) => {
      await world.receive(failed({ completedAt: "2026-11-20T18:00:00Z", findings: [] }));
      world.queue.take();
    },
    becomes: { queued: ["cancelled", 0, 0], retrying: ["cancelled", 0, 0] },
  },
  {
    name: "a cancellation",
    happens: async (world) => await world.receive(anEvent("cancelled", { cancelledAt: "2026-11-20T18:00:00Z" })),
    becomes: { queued: ["cancelled", 0, 0], retrying: ["cancelled", 0, 0] },
  },
  {
    name: "a sweep when it is overdue",
    given: (world) => ({ nextAttemptAt: plusMs(world.clock.now(), 1000) }),
    happens: async (world) => {
      world.pass(HOUR);
      await world.sweepSla();
    },
    becomes: {
      queued: ["queued", 0, 1],
      claimed: ["claimed", 0, 1],
      retrying: ["retrying", 0, 1],
      unknown: ["unknown", 0, 1],
    },
  },
];

const MAIL = {
  from: "f@x.example",
  to: { address: "ada@contoso.example" },
  subject: "kept",
  text: "kept",
  html: "kept",
};

/** One notification in this state at attempt 3, its mail kept, its hint used. */
const inState = async (state: NotificationState, given: Happening["given"]) => {
  const world = await makeWorld();
  await world.receive(failed());
  const [hint] = world.queue.take();
  const held = await world.log.get(hint?.notificationId ?? "");
  if (held === undefined) throw new TypeError("Expected a notification.");
  const { notification } = held;
  const mail = { ...MAIL, operationId: notification.operationId, headers: {} };
  await world.force(notification.notificationId, { state, attempt: 3, ...given?.(world) }, mail);
  return { world, notificationId: notification.notificationId };
};

describe.each(HAPPENINGS)("$name", ({ given, happens, becomes }) => {
  it.each(NOTIFICATION_STATES)("on a %s notification", async (state) => {
    const { world, notificationId } = await inState(state, given);
    await happens(world, notificationId);
    const row = await world.log.get(notificationId);
    const hints = world.queue.waiting().filter(({ hint }) => hint.notificationId === notificationId);
    expect([row?.notification.state, world.mails.length, hints.length]).toEqual(becomes[state] ?? [state, 0, 0]);
  });
});

describe("a sweep", () => {
  it("leaves an unknown notification alone that is held for people", async () => {
    const { world, notificationId } = await inState("unknown", () => ({ reason: "held" }));
    world.goTo(instant("2026-11-21T16:20:00Z"));
    await world.sweepSla();
    expect((await world.log.get(notificationId))?.notification.state).toBe("unknown");
    expect(world.queue.waiting()).toHaveLength(0);
  });
});
