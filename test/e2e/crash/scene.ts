import { join } from "node:path";
import { z } from "zod";
import { LocalStack } from "../../helpers/local-stack.ts";
import { startPiece } from "../../helpers/local-stack-process.ts";

const ENTRY = join(import.meta.dirname, "crashing-entry.ts");
const ACS_MAIN = join(import.meta.dirname, "../../helpers/local-stack-acs-main.ts");

/** Requests and mails of one operation id, as the stand-in for the mail service counts them. */
export interface AcsOperation {
  readonly id: string;
  readonly attempts: number;
  readonly accepted: number;
}

/** Where victims are made: a stack with a host that can be armed, and what mails are sent by. */
export interface Scene {
  readonly stack: LocalStack;
  /** None where mails are sent by SMTP. */
  readonly operations: () => Promise<readonly AcsOperation[]>;
  /** The service takes the next mail and closes the connection without an answer. */
  readonly fallSilentOnce: () => Promise<void>;
  readonly end: () => Promise<void>;
}

const operationsSchema = z.object({
  operations: z.array(z.object({ id: z.string(), attempts: z.number(), accepted: z.number() })),
});

const lockOf = (lockDuration: string | undefined) => (lockDuration === undefined ? {} : { lockDuration });

/** Mails are sent by SMTP. */
export const startSmtpScene = async (lockDuration?: string): Promise<Scene> => {
  const stack = await LocalStack.start({ entry: ENTRY, ...lockOf(lockDuration) });
  return {
    stack,
    operations: () => Promise.resolve([]),
    fallSilentOnce: () => Promise.resolve(),
    end: async () => await stack.stop(),
  };
};

/** Mails are sent by the stand-in for Azure Communication Services, a process of its own, so that it knows what it took when the host is gone. */
export const startAcsScene = async (lockDuration?: string): Promise<Scene> => {
  const acs = await startPiece(ACS_MAIN, []);
  const connection = String(acs.ready["acs"]);
  const origin = /endpoint=([^;]+)\/;/.exec(connection)?.[1];
  const end = async (): Promise<void> => await acs.end("SIGKILL");
  try {
    const settings = { EMAIL_PROVIDER: "acs", ACS: connection };
    const stack = await LocalStack.start({ entry: ENTRY, settings, ...lockOf(lockDuration) });
    return {
      stack,
      operations: async () => operationsSchema.parse(await (await fetch(`${origin}/_operations`)).json()).operations,
      fallSilentOnce: async () => {
        const body = JSON.stringify({ next: [{ kind: "drop", accept: true }] });
        await fetch(`${origin}/_faults`, { method: "PUT", body });
      },
      end: async () => {
        await stack.stop();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
};
