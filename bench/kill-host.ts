import { Command } from "commander";
import { exitForWrongUse } from "../local/stack/exit-for-wrong-use.ts";
import { toCount } from "../local/stack/to-count.ts";
import { isOpen } from "../src/core/notifications/notification.ts";
import { LocalStack, until } from "../test/helpers/local-stack.ts";
import { failedEvent, structured } from "../test/helpers/local-stack-events.ts";

const { events: EVENTS, kills: KILLS } = new Command("bench kill-host")
  .description(
    "Kills the functions host (SIGKILL) in the middle of a burst of events, starts it again, and counts the mails at the SMTP server. Exit code 1 unless each mail came once or its row says unknown.",
  )
  .option("--events <n>", "failures at once", toCount, 500)
  .option("--kills <n>", "how often the host is killed", toCount, 1)
  .exitOverride(exitForWrongUse)
  .parse()
  .opts<{ events: number; kills: number }>();
/** The leases of those that were claimed run out first. */
const SETTLED_IN_MS = 180_000;

const run = async (stack: LocalStack): Promise<boolean> => {
  const ids = Array.from({ length: EVENTS }, (_, index) => `killed-${index}`);
  const startedAt = performance.now();
  const events = ids.map((submissionId) =>
    failedEvent({ submissionId, contacts: [{ email: `${submissionId}@contoso.example` }] }),
  );
  await stack.publish(...events.map(structured));
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const share = Math.round((EVENTS * kill) / (KILLS + 1));
    await until(`${share} mails`, () => stack.mails.length >= share, 120_000);
    await stack.killHost();
    console.log(`killed after ${stack.mails.length} of ${EVENTS} mails`);
    await stack.startHost();
  }
  const rows = await until(
    "every notification settled",
    async () => {
      const found = await stack.notifications();
      return found.length === EVENTS && found.every(({ state }) => !isOpen(state)) && found;
    },
    SETTLED_IN_MS,
  );
  const tookInS = (performance.now() - startedAt) / 1000;
  const countOf = new Map<string, number>();
  for (const { messageId } of stack.mails) countOf.set(messageId, (countOf.get(messageId) ?? 0) + 1);
  const unknown = rows.filter(({ attempts }) => attempts.some(({ outcome }) => outcome === "unknown"));
  const unknownIds = new Set(unknown.map(({ messageId }) => messageId));
  const missing = rows.filter(({ messageId }) => !countOf.has(messageId));
  const twice = rows.filter(({ messageId }) => (countOf.get(messageId) ?? 0) > 1);
  const unexplained = twice.filter(({ messageId }) => !unknownIds.has(messageId));
  console.table({
    events: EVENTS,
    "mails at the SMTP server": stack.mails.length,
    "different mails": countOf.size,
    accepted: rows.filter(({ state }) => state === "accepted").length,
    "rows that say unknown": unknown.length,
    "mails that came twice": twice.length,
    "twice, and no row says unknown": unexplained.length,
    missing: missing.length,
    "dead letters": await stack.countDeadLetters(),
    "seconds until all was settled": Number(tookInS.toFixed(1)),
  });
  return missing.length === 0 && unexplained.length === 0 && countOf.size === EVENTS;
};

const stack = await LocalStack.start({ keepRaw: false });
try {
  if (!(await run(stack))) process.exitCode = 1;
} finally {
  await stack.stop();
}
