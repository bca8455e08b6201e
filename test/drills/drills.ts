import { setTimeout as pause } from "node:timers/promises";
import { until } from "../helpers/local-stack.ts";
import { CLOCK_DRILLS } from "./clock-skew.ts";
import { countDeliveries } from "./deliveries.ts";
import { type Drill, publish, publishOver } from "./drill.ts";
import { SMTP_DRILLS } from "./faulty-smtp.ts";
import { withSecondHost } from "./second-host.ts";

const KILLS = 3;

/** Every drill by its name. */
export const DRILLS: Readonly<Record<string, Drill>> = {
  "smtp-down": {
    about: "the mail server is gone while failures wait",
    play: async ({ stack, ids, seconds }) => {
      await stack.killSmtp();
      await publish(stack, ids);
      await pause(seconds * 1000);
      await stack.startSmtp();
      return undefined;
    },
  },
  ...SMTP_DRILLS,
  "tables-stopped": {
    about: "the tables are stopped in order, and events arrive",
    play: async (scene) => {
      await scene.stack.stopTables();
      await publishOver(scene);
      await scene.stack.startTables();
      return undefined;
    },
  },
  "broker-killed": {
    about: "the broker is killed in the middle of a burst, and started",
    play: async ({ stack, ids }) => {
      await publish(stack, ids);
      await until("some of the mails", () => stack.mails.length > ids.length / 10);
      await stack.killBroker();
      await pause(2_000);
      await stack.startBroker();
      return undefined;
    },
  },
  "host-killed": {
    about: `the functions host is killed ${KILLS} times in the middle of a burst, and started each time`,
    play: async ({ stack, ids }) => {
      await publish(stack, ids);
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const share = (ids.length * kill) / (KILLS + 1);
        await until("a share of the mails", () => stack.mails.length >= share, 120_000);
        await stack.killHost();
        await stack.startHost();
      }
      return undefined;
    },
  },
  "two-hosts": {
    about: "two hosts on the same queues",
    play: async ({ stack, ids }) =>
      await withSecondHost(stack, {}, async (second) => {
        await publish(stack, ids);
        await until("every mail", () => stack.mails.length >= ids.length, 120_000);
        await stack.runTimer("sweep-sla");
        const { total: bySecond } = countDeliveries(second.lines);
        return {
          facts: { "deliveries to the second host": bySecond },
          faults: bySecond === 0 ? ["the second host did nothing"] : [],
        };
      }),
  },
  ...CLOCK_DRILLS,
};
