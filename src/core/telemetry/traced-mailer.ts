import type { Mailer } from "../ports.ts";
import type { Telemetry } from "./telemetry.ts";
import { ATTRIBUTES, SPANS } from "./telemetry-names.ts";

/** A mailer whose calls to the provider are spans with the outcome; the answer's text stays on the notification's row. */
export const tracedMailer = (mailer: Mailer, telemetry: Telemetry): Mailer => {
  const traced = async <T extends { kind: string }>(operationId: string, call: () => Promise<T>): Promise<T> =>
    await telemetry.span(
      SPANS.provider,
      { attributes: { [ATTRIBUTES.operationId]: operationId }, kind: "client" },
      async (span) => {
        const outcome = await call();
        span.set({ [ATTRIBUTES.outcome]: outcome.kind });
        return outcome;
      },
    );
  const { status } = mailer;
  return {
    send: async (mail, deadlineInMs) =>
      await traced(mail.operationId, async () => await mailer.send(mail, deadlineInMs)),
    ...(status === undefined
      ? {}
      : {
          status: async (operationId: string, deadlineInMs: number) =>
            await traced(operationId, async () => await status.call(mailer, operationId, deadlineInMs)),
        }),
    close: async () => await mailer.close(),
  };
};
