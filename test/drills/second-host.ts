import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalStack } from "../helpers/local-stack.ts";
import { type Piece, startPiece } from "../helpers/local-stack-process.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Runs something while a second host works on the same queues and tables, with a folder of its own. */
export const withSecondHost = async <T>(
  stack: LocalStack,
  settings: Readonly<Record<string, string>>,
  run: (second: Piece) => Promise<T>,
): Promise<T> => {
  const dataDir = mkdtempSync(join(tmpdir(), "second-host-"));
  let second: Piece | undefined;
  try {
    second = await startPiece(
      join(ROOT, "packages/functions-laptop/src/main.ts"),
      ["--port", "0", "--data-dir", dataDir, "--app", ROOT, "--stop-with-parent"],
      {
        SERVICE_BUS: stack.serviceBus,
        TABLES: stack.tables,
        EMAIL_PROVIDER: "smtp",
        SMTP_URL: `smtp://127.0.0.1:${stack.smtpPort}`,
        EMAIL_FROM: "certification@notifier.example",
        SLA_ALERT_RECIPIENTS: "sla-team@notifier.example",
        ...settings,
      },
    );
    return await run(second);
  } finally {
    await second?.end("SIGTERM");
    rmSync(dataDir, { recursive: true, force: true });
  }
};
