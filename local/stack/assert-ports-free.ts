import { createServer } from "node:net";
import { WrongUse } from "./wrong-use.ts";

const listenError = (port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(undefined)));
  });

/** Why nothing can listen on this port of 127.0.0.1, or undefined when something can. */
export const findPortProblem = async (setting: string, port: number): Promise<string | undefined> => {
  const code = port === 0 ? undefined : await listenError(port);
  if (code === undefined) return undefined;
  if (code !== "EADDRINUSE") return `port ${port} (${setting}) cannot be used: ${code}`;
  return `port ${port} (${setting}) is taken: stop what listens there, or set ${setting} to another port, 0 for a free one`;
};

/** Throws `WrongUse` naming every taken port and its setting, so that nothing is started in vain. */
export const assertPortsFree = async (ports: Readonly<Record<string, number>>): Promise<void> => {
  const problems = await Promise.all(Object.entries(ports).map(([setting, port]) => findPortProblem(setting, port)));
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length > 0) throw new WrongUse(found);
};
