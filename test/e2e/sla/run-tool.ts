import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const root = join(import.meta.dirname, "../../..");

/** Runs `tools/<tool>.ts` as a person would. */
export const runTool = async (
  tool: string,
  args: readonly string[],
  options: { readonly env?: Record<string, string>; readonly input?: string } = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> => {
  const child = spawn(process.execPath, [join(root, "tools", `${tool}.ts`), ...args], {
    cwd: root,
    env: { ...process.env, ...options.env },
  });
  child.stdin.end(options.input ?? "");
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, stdout, stderr };
};
